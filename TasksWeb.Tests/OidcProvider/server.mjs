// A certified OpenID provider that prints its issuer, reads its clients from the first line of standard input, and then answers.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

let answer = (request, response) => response.writeHead(503).end();
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
  createInterface({ input: process.stdin })
    .once('line', line => {
      answer = providerOf(issuer, JSON.parse(line)).callback();
      console.log('ready');
    })
    .once('close', () => process.exit());
});

function providerOf(issuer, clients) {
  return new Provider(issuer, {
    clients,
    scopes: ['openid', 'offline_access', 'notes:read'],
    claims: { openid: ['sub', 'name'] },
    features: { revocation: { enabled: true }, pushedAuthorizationRequests: { enabled: true } },
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'] },
    // The tests move the app's clock past this, and not this clock.
    ttl: { AccessToken: 20 },
    clockTolerance: 60,
    rotateRefreshToken: true,
    // The client's keys are on this machine, which the provider would not ask.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, name: id }) }),
  });
}
