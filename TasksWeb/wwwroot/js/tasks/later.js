// Changes that cannot be sent now. What keeps and sends them is loaded after the page, by after-load.js.
import { kindOf, namesTemporary } from '../offline/change.js';
import { get } from '../store.js';

/** The lists that changes of the page before wait for, until this page has read them. */
export const HELD = 'held-lists';

const waiting = () => import('./waiting.js');

/** @returns an id for a change that can wait; nothing for one that cannot. */
export const newId = form => (kindOf(form) && globalThis.crypto?.randomUUID ? crypto.randomUUID() : undefined);

/** Whether it comes after changes of the same lists that wait, or is about a task that has just got its id. */
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
