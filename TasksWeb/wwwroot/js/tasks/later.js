// Changes that cannot be sent now. What keeps and sends them is loaded after the page, by after-load.js.
import { accountOf, isConnectionProblem, kindOf, namesTemporary } from '../offline/change.js';
import { get, set } from '../store.js';
import { send } from './requests.js';

/** The lists that changes of the page before wait for, until this page has read them. */
export const HELD = 'held-lists';

/** So long a change waits to be kept before it is sent. */
const PATIENCE = 500;
const waiting = () => import('./waiting.js');
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** @returns an id for a change that can wait; nothing for one that cannot. */
export const newId = form => (kindOf(form) && globalThis.crypto?.randomUUID ? crypto.randomUUID() : undefined);

/** Whether it comes after changes that wait. */
export function mustWait(change) {
  if (change.id === undefined) return false;
  const held = get('isQueueRead') ? get('changes').flatMap(({ lists }) => lists) : JSON.parse(localStorage.getItem(HELD) ?? '[]');
  return namesTemporary(change) || change.lists.some(list => held.includes(list));
}

/** @returns the id it is kept under until the network is back; nothing if it is not kept. */
export const keepChange = (change, isTried) =>
  waiting().then(({ keepChange }) => keepChange(change, isTried), () => undefined);

/** Says so; until it is sent, undo needs nothing from the server. */
export const tellKept = (id, change, revert) => waiting().then(({ tellKept }) => tellKept(id, change, revert));

/**
 * Sends a change, which is kept before: if this page or the network goes, it is sent later.
 * @returns the receipt
 * @throws RequestError; isKept: it waits, as keptAs unless signed out.
 */
export async function sendKept(change) {
  const holding = change.id === undefined ? undefined : waiting().then(({ hold }) => hold(change)).catch(() => null);
  try {
    const receipt = await send(change.action, change.fields, change.id, holding && Promise.race([holding, sleep(PATIENCE)]));
    holding?.then(held => held?.drop()).catch(() => {});
    return receipt;
  } catch (error) {
    const { code } = error;
    const waits = code === 'offline' || code === 'signed_out' || isConnectionProblem(code);
    const held = await holding;
    if (isConnectionProblem(code)) set('blockedBy', { code, account: accountOf(change.lists[0] ?? '') });
    if (!waits) held?.drop().catch(() => {});
    else if (held) await held.keep().catch(() => {});
    const kept = waits && (held ? change.id : await keepChange(change, code === 'offline'));
    error.isKept = Boolean(kept);
    if (kept && code !== 'signed_out') error.keptAs = kept;
    throw error;
  }
}
