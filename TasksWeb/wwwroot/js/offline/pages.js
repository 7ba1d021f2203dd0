// The pages, lists and forms of tasks that this person saw last, encrypted.
import { entries, get, put, remove } from './database.js';
import { KEPT } from './kept.js';
import { seal, unseal, wipe } from './vault.js';

export const BOARD = '/tasks';
/** What is shown in place of a page that is not kept. */
export const NOT_KEPT_PAGE = '/tasks/offline';
const MAX_PAGES = 100;
const MAX_LENGTH = 2_000_000;
const PAGES = /^\/tasks(\/[^/]+(\/(?!settings$|delete$)[^/]+(\/form)?)?)?$/;
const NOT_KEPT = /^\/tasks\/(search|transfer|print|pick|counts|date|new|share)$/;
const PERSON = /<meta name="person" content="([^"]*)">/;
/** A kept page is as safe as it was. */
const HEADERS = [
  'Content-Type', 'Content-Security-Policy', 'Cross-Origin-Opener-Policy', 'Permissions-Policy', 'Referrer-Policy',
  'X-Content-Type-Options',
];
const ASSETS = /\/assets\/[0-9a-f]+\//;

export const isKept = ({ pathname }) => PAGES.test(pathname) && !NOT_KEPT.test(pathname);

const nameOf = ({ pathname, search }) => `${pathname}${search}`;

/** Keeps a page in place of the one that was seen before. A page of somebody else deletes everything. */
export async function keepPage(vault, url, response) {
  const html = await response.text();
  if (vault.isLocked || html.length > MAX_LENGTH) return;
  const person = PERSON.exec(html)?.[1];
  if (person !== undefined && person !== vault.person) return wipe(vault);
  const isPage = !/\/(column|form)$/.test(url.pathname);
  if (isPage && person === undefined) return;
  const name = nameOf(url);
  const headers = HEADERS.filter(header => response.headers.has(header)).map(header => [header, response.headers.get(header)]);
  const sealed = await seal(vault, name, { html, headers });
  // It may have been wiped meanwhile.
  if ((await get('vault', 'key'))?.keyId !== vault.keyId) return;
  await put('pages', { ...sealed, path: url.pathname, assets: ASSETS.exec(html)?.[0], at: Date.now() }, name);
  const all = await entries('pages');
  const surplus = all.filter(([key]) => key !== BOARD && key !== NOT_KEPT_PAGE)
    .sort(([, one], [, other]) => other.at - one.at).slice(MAX_PAGES);
  for (const [key] of surplus) await remove('pages', key);
}

/** @returns the page as it was seen last, or null; another view of the same list is better than none. */
export async function findPage(vault, url) {
  if (vault.isLocked) return null;
  const exact = await get('pages', nameOf(url));
  const [name, page] = exact ? [nameOf(url), exact] : (await entries('pages'))
    .filter(([, { path }]) => path === url.pathname)
    .sort(([, one], [, other]) => other.at - one.at)[0] ?? [];
  const seen = page && await unseal(vault, name, page).catch(() => null);
  // Its scripts are told that it is not the server's.
  if (!seen) return null;
  const html = seen.html.replace('<html ', `<html data-kept="${page.at}" `);
  return new Response(html, { headers: [...seen.headers, [KEPT, page.at]] });
}

/** @returns the folders of the scripts and styles that kept pages need. */
export async function assetsInUse() {
  return new Set((await entries('pages')).map(([, { assets }]) => assets));
}
