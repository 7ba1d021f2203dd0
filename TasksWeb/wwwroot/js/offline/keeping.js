// Whether this browser keeps anything, and the key it keeps it with.
import { person } from '../session.js';
import { assetsInUse, BOARD, isKept, keepPage, NOT_KEPT_PAGE } from './pages.js';
import { rekey } from './queue.js';
import { readVault, saveVault, toVault, wipe } from './vault.js';

const CHECK_AFTER = 600_000;
const [prefix, secure] = location.protocol === 'https:' ? ['__Host-', '; Secure'] : ['', ''];
const COOKIE = `${prefix}keeps-nothing`;
const assets = new URL('../../', import.meta.url);

export const keepsNothing = () => document.cookie.split('; ').includes(`${COOKIE}=1`);

/** "Do not keep anything here" deletes what is kept at once. It outlasts the session, as a choice about this browser. */
export async function chooseKeeping(keeps) {
  document.cookie = `${COOKIE}=1; Path=/; Max-Age=${keeps ? 0 : 31536000}; SameSite=Lax${secure}`;
  if (keeps) await prepare();
  else await wipe();
}

/** Gets the key of this session, keeps the page that is open, and what its scripts and styles need. */
export async function prepare() {
  if (!navigator.serviceWorker || !globalThis.crypto?.subtle) return;
  let vault = await readVault();
  if (vault && (vault.person !== person || keepsNothing())) {
    await wipe(vault);
    vault = null;
  }
  if (keepsNothing()) return;
  if (!vault || vault.isLocked || Date.now() - vault.checkedAt > CHECK_AFTER) await renew(vault);
  await keepAssets();
}

async function renew(vault) {
  const response = await fetch('/api/session/offline-key', { method: 'POST' });
  if (!response.ok) return;
  const issued = await response.json();
  if (issued.person !== person) return;
  const fresh = await toVault(issued);
  if (vault && vault.keyId !== fresh.keyId) await rekey(vault, fresh);
  // The person may have chosen meanwhile to keep nothing.
  if (keepsNothing()) return;
  await saveVault(fresh);
  if (vault?.keyId !== fresh.keyId) await keepFirstPages(fresh);
}

/** The page that is open, the board, and what is shown in place of a page that is not kept. */
async function keepFirstPages(vault) {
  const urls = [location.pathname + location.search, BOARD, NOT_KEPT_PAGE].map(path => new URL(path, location.href));
  for (const url of new Map(urls.map(url => [url.href, url])).values()) {
    if (!isKept(url)) continue;
    const page = await fetch(url, { headers: { Accept: 'text/html' } });
    if (page.ok && !page.redirected) await keepPage(vault, url, page);
  }
}

/** The copy for when the browser has let go of its own. Those of other versions stay while a kept page needs them. */
async function keepAssets() {
  const used = await assetsInUse();
  for (const name of await caches.keys()) {
    if (name !== assets.pathname && !used.has(name)) await caches.delete(name);
  }
  const cache = await caches.open(assets.pathname);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const linked = [...document.querySelectorAll('link[rel=stylesheet], link[rel=modulepreload], link[rel=prefetch], script[src]')]
    .map(element => element.href ?? element.src);
  const wanted = [...linked, new URL('icons.svg', assets).href].filter(url => url.startsWith(assets.href) && !kept.has(url));
  await cache.addAll(new Set(wanted));
}
