// Adds the session's short-lived ID token to this site's API calls. Where no service worker runs, the cookie authenticates them.
// Nothing is cached, so that nobody sees what another person has loaded. Other requests bypass it where the browser can do that:
// what a page sends while it is left would wait here for a page that is gone and never be sent.
let current = null;
let pending = null;

addEventListener('install', event => {
  skipWaiting();
  event.addRoutes?.({ condition: { not: { urlPattern: '/api/*' } }, source: 'network' });
});
addEventListener('activate', event => event.waitUntil(clients.claim()));

addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin === location.origin
    && url.pathname.startsWith('/api/')
    && url.pathname !== '/api/session/id-token'
    && request.mode !== 'navigate'
    && !request.headers.has('Authorization')) {
    event.respondWith(send(request));
  }
});

async function send(request) {
  const token = await idToken().catch(() => null);
  if (!token) return fetch(request);
  const retry = request.clone();
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  const response = await fetch(new Request(request, { headers }));
  if (response.status !== 401) return response;
  // The token's session has ended, perhaps another person has signed in: the cookie decides.
  current = null;
  return fetch(retry);
}

function idToken() {
  if (current && current.expires - Date.now() > 30_000) return Promise.resolve(current.token);
  pending ??= requestToken().finally(() => { pending = null; });
  return pending;
}

async function requestToken() {
  const response = await fetch('/api/session/id-token', { method: 'POST' });
  if (!response.ok) return null;
  const issued = await response.json();
  current = { token: issued.idToken, expires: Date.parse(issued.expirationTime) };
  return current.token;
}
