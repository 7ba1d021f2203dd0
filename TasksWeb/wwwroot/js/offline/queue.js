// Changes that wait for the network, encrypted, in the order they were made. Every window of this browser shows the same.
import { entries, get, put, remove } from './database.js';
import { withPlace } from './places.js';
import { changed, readVault, seal, unseal } from './vault.js';

const PLACE = 'change';
const PLACES = 'places';
const MAX_PLACES = 200;
const SENDING = 'tasksweb-changes';
const WRITING = 'tasksweb-queue';
const channel = new BroadcastChannel(changed.name);
const subscribers = [];

channel.addEventListener('message', () => {
  for (const run of subscribers) run();
});

/** @param run  called when changes were added, sent or dropped, here or in another window. */
export function onChanges(run) {
  subscribers.push(run);
}

const announce = () => changed.postMessage('');

/**
 * @returns the changes in order: { seq, id, action, fields: [[name, value]], lists, title, isTried, refusal: { message, code } }.
 *          Empty when nothing is kept here, or the person was signed out.
 */
export async function readChanges() {
  const vault = await readVault();
  if (!vault || vault.isLocked) return [];
  const opened = (await entries('changes')).map(async ([seq, sealed]) => {
    const change = await unseal(vault, PLACE, sealed).catch(() => null);
    return change && { ...change, seq };
  });
  return (await Promise.all(opened)).filter(Boolean);
}

/** @returns whether it is kept now. */
export async function addChange(change) {
  const vault = await readVault();
  if (!vault || vault.isLocked) return false;
  await put('changes', await seal(vault, PLACE, change));
  announce();
  return true;
}

/**
 * Changes what is stored of a change, as it is stored then: nobody writes in between.
 * @param change  gets it; returns what it becomes, or nothing: it stays
 * @returns what is stored now; nothing if it is gone.
 */
export function updateChange({ seq }, change) {
  return navigator.locks.request(WRITING, async () => {
    const vault = await readVault();
    const sealed = vault && await get('changes', seq);
    const stored = sealed && await unseal(vault, PLACE, sealed).catch(() => null);
    if (!stored) return null;
    const updated = change(stored);
    if (!updated) return { ...stored, seq };
    await put('changes', await seal(vault, PLACE, updated), seq);
    announce();
    return { ...updated, seq };
  });
}

export async function dropChange({ seq }) {
  await remove('changes', seq);
  announce();
}

/** A task has got its id, or has moved: what waits means it by the new one, and so does what other windows add from now on. */
export async function replacePlace(from, to) {
  const vault = await readVault();
  if (!vault) return;
  const places = [...await readPlaces(vault), [from, to]].slice(-MAX_PLACES);
  await put('vault', await seal(vault, PLACES, places), PLACES);
  for (const change of await readChanges()) await updateChange(change, stored => withPlace(stored, from, to));
}

/** The change with the tasks' present places. */
export async function withPlaces(change) {
  const vault = await readVault();
  return vault ? (await readPlaces(vault)).reduce((moved, [from, to]) => withPlace(moved, from, to), change) : change;
}

async function readPlaces(vault) {
  const sealed = await get('vault', PLACES);
  return sealed ? unseal(vault, PLACES, sealed).catch(() => []) : [];
}

/** Moves what waits to the key of a new session of the same person. */
export async function rekey(vault, fresh) {
  for (const [seq, sealed] of await entries('changes')) {
    const change = await unseal(vault, PLACE, sealed).catch(() => null);
    if (change) await put('changes', await seal(fresh, PLACE, change), seq);
  }
  const places = await readPlaces(vault);
  if (places.length > 0) await put('vault', await seal(fresh, PLACES, places), PLACES);
}

/** Runs alone among all windows. */
export const alone = run => navigator.locks.request(SENDING, run);
