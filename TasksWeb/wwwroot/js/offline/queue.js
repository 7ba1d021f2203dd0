// Changes that wait for the network, encrypted, in the order they were made. Every window of this browser shows the same.
import { entries, get, put, remove } from './database.js';
import { readVault, seal, unseal } from './vault.js';

const PLACE = 'change';
const LOCK = 'tasksweb-changes';
const channel = new BroadcastChannel('tasksweb-changes');
const subscribers = [];

channel.addEventListener('message', tell);

/** @param run  called when changes were added, sent or dropped, here or in another window. */
export function onChanges(run) {
  subscribers.push(run);
}

function tell() {
  for (const run of subscribers) run();
}

function announce() {
  channel.postMessage('');
  tell();
}

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

export async function updateChange({ seq, ...change }) {
  const vault = await readVault();
  // It may have been dropped meanwhile.
  if (!vault || await get('changes', seq) === undefined) return;
  await put('changes', await seal(vault, PLACE, change), seq);
  announce();
}

export async function dropChange({ seq }) {
  await remove('changes', seq);
  announce();
}

/** Moves what waits to the key of a new session of the same person. */
export async function rekey(vault, fresh) {
  for (const [seq, sealed] of await entries('changes')) {
    const change = await unseal(vault, PLACE, sealed).catch(() => null);
    if (change) await put('changes', await seal(fresh, PLACE, change), seq);
  }
}

/** Runs alone among all windows. */
export const alone = run => navigator.locks.request(LOCK, run);
