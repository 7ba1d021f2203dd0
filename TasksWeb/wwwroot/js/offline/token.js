// The session's ID token, in the service worker's memory: one renewal for all tabs, ahead of its end.
const AHEAD = 90_000;
const LEAST = 10_000;
let current = null;
let renewing = null;

const isGood = least => current !== null && current.expires - Date.now() > least;

export function dropToken() {
  current = null;
}

/** The token if there is one now. A page does not wait for another: it is renewed in the background. */
export function readyToken(event) {
  if (!isGood(AHEAD)) event.waitUntil(renew().catch(() => {}));
  return isGood(LEAST) ? current.token : null;
}

/** The token; a call waits for the first one. */
export async function freshToken(event) {
  return readyToken(event) ?? renew();
}

function renew() {
  renewing ??= request().finally(() => { renewing = null; });
  return renewing;
}

async function request() {
  const response = await fetch('/api/session/id-token', { method: 'POST' });
  if (!response.ok) return null;
  const issued = await response.json();
  current = { token: issued.idToken, expires: Date.parse(issued.expirationTime) };
  return current.token;
}

/** The same request with the token. A navigation can only be sent again as a fetch of this site. */
export function withToken(request, token) {
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  if (request.mode !== 'navigate') return new Request(request, { headers });
  const { method, cache, referrer, signal, url } = request;
  return new Request(url, { method, headers, cache, referrer, signal, mode: 'same-origin', redirect: 'manual' });
}
