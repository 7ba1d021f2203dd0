// Changes that wait for the network, encrypted, in the order they were made. Every window of this browser shows the same.
import { count, entries, get, put, remove } from './database.js';
import { withPlace } from './places.js';
import { changed, DRAFTS, PLACES, readNote, readVault, seal, unseal, writeNote } from './vault.js';

const PLACE = 'change';
const MAX_PLACES = 200;
const SENDING = 'tasksweb-changes';
const WRITING = 'tasksweb-queue';
const holdOf = id => `tasksweb-change-${id}`;
const channel = new BroadcastChannel(changed.name);
const subscribers = [];
const awaited = new Set();
let whenReleased = () => {};

channel.addEventListener('message', () => {
  for (const run of subscribers) run();
});

/** @param run  called when changes were added, sent or dropped, here or in another window. */
export function onChanges(run) {
  subscribers.push(run);
}

/** @param run  called when a change that a page was sending has been answered, or is left to the others. */
export function onRelease(run) {
  whenReleased = run;
}

const announce = () => changed.postMessage('');

/**
 * @returns the changes in order: { seq, id, action, fields: [[name, value]], lists, title, isTried, refusal: { message, code } }.
 *          Empty when nothing is kept here, or the person was signed out. Those that a page is sending are not among them.
 */
export async function readChanges() {
  const vault = await readVault();
  if (!vault || vault.isLocked) return [];
  const opened = (await entries('changes')).map(async ([seq, sealed]) => {
    const change = await unseal(vault, PLACE, sealed).catch(() => null);
    return change && { ...change, seq };
  });
  const changes = (await Promise.all(opened)).filter(Boolean);
  const held = new Set((await navigator.locks.query()).held.map(({ name }) => name));
  for (const { id } of changes) if (held.has(holdOf(id))) awaitRelease(id);
  return changes.filter(({ id }) => !held.has(holdOf(id)));
}

/** A page releases its change when it is answered, or when the page ends. */
function awaitRelease(id) {
  if (awaited.has(id)) return;
  awaited.add(id);
  navigator.locks.request(holdOf(id), () => awaited.delete(id)).then(() => whenReleased());
}

/** @returns how many changes are not known to have arrived, those that a page is sending too. */
export async function countUnsent() {
  const vault = await readVault();
  return vault && !vault.isLocked ? count('changes') : 0;
}

/**
 * Keeps a change while this page sends it. If the page ends before the answer, it is one of those that wait.
 * @returns { drop, keep }: it is answered, or it waits; nothing if it cannot be kept.
 */
export async function holdChange(change) {
  const vault = await readVault();
  if (!vault || vault.isLocked) return null;
  let end = null;
  let released = null;
  await new Promise(isHeld => {
    released = navigator.locks.request(holdOf(change.id), () => new Promise(done => {
      end = done;
      isHeld();
    }));
  });
  const seq = await seal(vault, PLACE, change).then(sealed => put('changes', sealed)).catch(error => {
    end();
    throw error;
  });
  return {
    async drop() {
      await remove('changes', seq);
      end();
    },
    async keep() {
      end();
      await released;
      announce();
    },
  };
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
  await writeNote(vault, PLACES, [...await readNote(vault, PLACES), [from, to]].slice(-MAX_PLACES));
  for (const change of await readChanges()) await updateChange(change, stored => withPlace(stored, from, to));
}

/** The change with the tasks' present places. */
export async function withPlaces(change) {
  const vault = await readVault();
  return vault ? (await readNote(vault, PLACES)).reduce((moved, [from, to]) => withPlace(moved, from, to), change) : change;
}

/** Moves what waits to the key of a new session of the same person. */
export async function rekey(vault, fresh) {
  for (const [seq, sealed] of await entries('changes')) {
    const change = await unseal(vault, PLACE, sealed).catch(() => null);
    if (change) await put('changes', await seal(fresh, PLACE, change), seq);
  }
  for (const note of [PLACES, DRAFTS]) {
    const values = await readNote(vault, note);
    // Nothing can be read of what another window has moved already.
    if (values.length > 0) await writeNote(fresh, note, values);
  }
}

/** Runs alone among all windows. */
export const alone = run => navigator.locks.request(SENDING, run);
