// Adds the session's short-lived ID token to this site's requests, and shows what was seen last when the network is away. Whatever
// goes wrong here, the request goes on as it came. What changes something by a form never passes here.
import { BOARD, findPage, isKept, keepPage, NOT_KEPT_PAGE } from './js/offline/pages.js';
import { endSession } from './js/offline/sign-out.js';
import { dropToken, freshToken, readyToken, withToken } from './js/offline/token.js';
import { readVault } from './js/offline/vault.js';

/** Signing in, connecting and what leads there decide by the cookie. */
const BY_COOKIE = /^\/(auth|connections|connect|assets|healthz|openapi)(\/|$)/;

addEventListener('install', event => {
  skipWaiting();
  // What a page sends while it is left would wait here for a page that is gone and never be sent.
  const read = [{ requestMethod: 'GET' }, { requestMethod: 'HEAD' }, { urlPattern: '/api/*' }];
  event.addRoutes?.({ condition: { not: { or: read } }, source: 'network' })?.catch(() => {});
});
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('message', ({ data }) => data === 'forget' && dropToken());

addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (url.pathname.startsWith('/assets/')) {
    if (isRead) event.respondWith(asset(request));
  } else if (request.mode === 'navigate') {
    if (isRead && !BY_COOKIE.test(url.pathname)) event.respondWith(read(event, url, isOurLink(request, url) ? readyToken : none));
  } else if (event.clientId && request.destination === '' && !request.headers.has('Authorization') && !request.keepalive) {
    const isApi = url.pathname.startsWith('/api/');
    if (isApi && url.pathname !== '/api/session/id-token') event.respondWith(send(event, freshToken));
    else if (isRead && !isApi && !BY_COOKIE.test(url.pathname)) event.respondWith(read(event, url, readyToken));
  }
});

const none = () => null;

/** The server does not compress an answer that another site may have put words into; a request from here looks like our own. */
const isOurLink = ({ referrer }, { search }) => !search || referrer.startsWith(`${location.origin}/`);

/** The browser keeps these itself; the copy is for when it has let go of one. */
const asset = request => fetch(request).catch(async error => {
  const kept = await caches.match(request);
  if (kept) return kept;
  throw error;
});

/** From the network, else as it was seen last. */
async function read(event, url, tokenFor) {
  try {
    const response = await send(event, tokenFor);
    if (isKept(url) && response.status === 200) event.waitUntil(keep(url, response.clone()).catch(() => {}));
    return response;
  } catch (error) {
    const kept = await keptAnswer(event.request, url).catch(() => null);
    if (kept) return kept;
    throw error;
  }
}

async function send(event, tokenFor) {
  const { request } = event;
  if (await endSession()) dropToken();
  const token = await Promise.resolve(tokenFor(event)).catch(() => null);
  if (!token) return fetch(request);
  const again = request.clone();
  const response = await fetch(withToken(request, token)).catch(() => null);
  // Its session has ended or another person has signed in: the cookie decides. A redirect is the browser's to follow.
  const isRefused = response?.status === 401 || response?.headers.has('WWW-Authenticate');
  if (isRefused) dropToken();
  return !response || isRefused || response.type === 'opaqueredirect' ? fetch(again) : response;
}

async function keep(url, response) {
  const vault = await readVault();
  if (vault && response.headers.get('Content-Type')?.startsWith('text/html')) await keepPage(vault, url, response);
}

async function keptAnswer(request, url) {
  const vault = await readVault();
  if (!vault || vault.isLocked) return null;
  if (request.mode === 'navigate' && url.pathname === '/') return Response.redirect(new URL(BOARD, url));
  const isPage = request.mode === 'navigate';
  return (isKept(url) && await findPage(vault, url)) || (isPage && await findPage(vault, new URL(NOT_KEPT_PAGE, url))) || null;
}
