// Everything that was done can be taken back, the latest first: by the toast's button, or by Ctrl+Z or Cmd+Z outside of text.
import { toast } from './toast.js';
import { word } from './words.js';

const done = [];
let underWay = Promise.resolve();

/** What has been asked for and is not answered yet: it can be taken back once it is. */
export function begin(change) {
  underWay = Promise.allSettled([underWay, change]);
}

/** @param take  takes it back; may return a promise. */
export function remember(take) {
  const entry = { take };
  done.push(entry);
  if (done.length > 100) done.shift();
  return entry;
}

export function forget(entry) {
  const at = done.indexOf(entry);
  if (at >= 0) done.splice(at, 1);
}

export async function undo(entry) {
  if (!entry) {
    await underWay;
    entry = done.at(-1);
  }
  if (!entry) return toast(word('nothing'));
  forget(entry);
  return entry.take();
}

// What was done on the page before.
const receipt = document.querySelector('#receipt .undo');
if (receipt) remember(() => receipt.requestSubmit());

document.addEventListener('keydown', event => {
  if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (event.target.closest?.('input:not([type=checkbox]), textarea, select')) return;
  event.preventDefault();
  undo();
});
