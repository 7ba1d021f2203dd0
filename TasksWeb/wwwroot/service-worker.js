// Adds the session's short-lived ID token to this site's API calls. Where no service worker runs, the cookie alone does.
// Nothing is cached: what one person has loaded is never shown to the next. Everything else goes past it where the browser can do
// that: what a page sends while it is left would wait here for a page that is gone, and never go out.
let held = null;
let asking = null;

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
  const again = request.clone();
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  const response = await fetch(new Request(request, { headers }));
  if (response.status !== 401) return response;
  // The session it was made in has ended, perhaps another person has signed in: the cookie decides.
  held = null;
  return fetch(again);
}

function idToken() {
  if (held && held.expires - Date.now() > 30_000) return Promise.resolve(held.token);
  asking ??= ask().finally(() => { asking = null; });
  return asking;
}

async function ask() {
  const response = await fetch('/api/session/id-token', { method: 'POST' });
  if (!response.ok) return null;
  const issued = await response.json();
  held = { token: issued.idToken, expires: Date.parse(issued.expirationTime) };
  return held.token;
}
