// Changes that cannot be sent now. What keeps and sends them is loaded after the page, by offline.js.
import { kindOf } from '../offline/change.js';
import { get } from '../store.js';

/** @returns an id for a change that can wait; nothing for one that cannot. */
export const newId = form => (kindOf(form) && globalThis.crypto?.randomUUID ? crypto.randomUUID() : undefined);

/** Whether it comes after changes of the same lists that wait. */
export const mustWait = ({ id, lists }) =>
  id !== undefined && get('changes').some(change => change.lists.some(list => lists.includes(list)));

/** @returns whether it is kept, and is sent when the network is back. */
export const keepChange = (change, isTried) =>
  import('./waiting.js').then(waiting => waiting.keepChange(change, isTried), () => false);

/** Says so; until it is sent, undo needs nothing from the server. */
export const tellKept = (change, revert) => import('./waiting.js').then(waiting => waiting.tellKept(change, revert));
