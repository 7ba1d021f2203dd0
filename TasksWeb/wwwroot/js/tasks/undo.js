// The history of changes that can be undone, the latest first.
import { toast } from '../components/toast.js';
import { text } from './texts.js';

const MAX_ENTRIES = 100;
const history = [];
let unanswered = Promise.resolve();

/** @param change  a promise: an undo waits for it, as it cannot be undone before it is answered. */
export function track(change) {
  unanswered = Promise.allSettled([unanswered, change]);
}

/** @returns a promise that is fulfilled when every change so far has been answered or kept. */
export const settled = () => unanswered;

/** @param revert  undoes the change; may return a promise. */
export function remember(revert) {
  const entry = { revert };
  history.push(entry);
  if (history.length > MAX_ENTRIES) history.shift();
  return entry;
}

export function forget(entry) {
  const index = history.indexOf(entry);
  if (index >= 0) history.splice(index, 1);
}

/** Undoes this entry, or the latest. */
export async function undo(entry) {
  if (!entry) {
    await unanswered;
    entry = history.at(-1);
  }
  if (!entry) return toast(text('nothing'));
  forget(entry);
  return entry.revert();
}
