// The key of what this browser keeps for one person. Its bytes are never stored: the browser holds it and does not give it out.
import { clear, count, get, put, remove } from './database.js';

const KEY = 'key';
const ALGORITHM = 'AES-GCM';
const IV_BYTES = 12;
const LOCKING = 'tasksweb-locking';
/** So long the other windows have to keep what was written there. */
const OTHER_WINDOWS = 1000;

/** Says in every window of this browser that what waits has changed. */
export const changed = new BroadcastChannel('tasksweb-changes');

/**
 * @returns { person, key, keyId, end, checkedAt, isLocked }, or null: nothing is kept. isLocked: the person was signed out; what
 *          has not been sent waits until they sign in again.
 */
export async function readVault() {
  const vault = await get('vault', KEY);
  if (!vault) return null;
  if (vault.end > Date.now()) return vault;
  await wipe(vault);
  return null;
}

/** @param issued  what /api/session/offline-key answers: { person, key: base64url, expirationTime }. */
export async function toVault({ person, key, expirationTime }) {
  const bytes = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), character => character.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const vault = {
    person,
    key: await crypto.subtle.importKey('raw', bytes, ALGORITHM, false, ['encrypt', 'decrypt']),
    keyId: Array.from(digest.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join(''),
    end: Date.parse(expirationTime),
    checkedAt: Date.now(),
    isLocked: false,
  };
  bytes.fill(0);
  return vault;
}

export const saveVault = vault => put('vault', vault, KEY);

/**
 * Deletes the key and everything that it opens.
 * @param vault  only if it is still this one: another window may have begun to keep for the next person.
 */
export async function wipe(vault) {
  await clear(['vault', 'pages', 'changes'], vault && { store: 'vault', key: KEY, keyId: vault.keyId });
  changed.postMessage('');
  globalThis.navigator?.serviceWorker?.controller?.postMessage('forget');
}

/** Deletes what is kept for this person; what is kept for somebody else stays. */
export async function wipeFor(person) {
  const vault = await readVault();
  if (vault?.person === person) await wipe(vault);
}

/**
 * The person was signed out: what was seen goes; what has not been sent waits for them, and goes with anybody else.
 * @param drafts  what they were writing
 */
export async function lockFor(person, drafts = []) {
  if (await lock(person, drafts)) return;
  // Another window may be about to keep what was written there.
  await new Promise(resolve => setTimeout(resolve, OTHER_WINDOWS));
  await lock(person, [], wipe);
}

/** One window after the other. @returns false: there is nothing to keep. */
const lock = (person, drafts, wipeEmpty) => navigator.locks.request(LOCKING, async () => {
  const vault = await readVault();
  if (vault?.person !== person) return true;
  const written = [...await readNote(vault, DRAFTS), ...drafts];
  if (written.length === 0 && await count('changes') === 0) {
    await wipeEmpty?.(vault);
    return false;
  }
  await clear(['pages']);
  await writeNote(vault, DRAFTS, written);
  await saveVault({ ...vault, isLocked: true });
  changed.postMessage('');
  return true;
});

/** Notes lie beside the key, encrypted like everything else. */
export const PLACES = 'places';
export const DRAFTS = 'drafts';

/** @returns a list; empty if there is none. */
export async function readNote(vault, name) {
  const sealed = await get('vault', name);
  return sealed ? unseal(vault, name, sealed).catch(() => []) : [];
}

export async function writeNote(vault, name, values) {
  if (values.length === 0) await remove('vault', name);
  else await put('vault', await seal(vault, name, values), name);
}

/** @param place  what it is stored as: it opens nowhere else. */
export async function seal(vault, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt(parametersOf(vault, place, iv), vault.key, text) };
}

/** @throws if it was sealed with another key, for another person or for another place. */
export async function unseal(vault, place, { iv, data }) {
  const text = await crypto.subtle.decrypt(parametersOf(vault, place, iv), vault.key, data);
  return JSON.parse(new TextDecoder().decode(text));
}

function parametersOf({ person }, place, iv) {
  return { name: ALGORITHM, iv, additionalData: new TextEncoder().encode(`${person}\n${place}`) };
}
