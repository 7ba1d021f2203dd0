// A change to tasks: shown at once, then sent. When it is refused, the page goes back and says why.
import { toast } from '../components/toast.js';
import { showCounts } from './counts.js';
import { keepChange, mustWait, newId, sendKept, tellKept } from './later.js';
import { listsChanged } from './refresh.js';
import { showError } from './requests.js';
import { remember, track, undo } from './undo.js';

/**
 * @param form     { action, fields: [{ name, value }] }
 * @param lists    the ids of the lists it changes
 * @param show     shows the change; returns what reverts it
 * @param settle   called when it is done; returns true if the page shows all of it, so that nothing is loaded again
 * @param isQuiet  shows no toast: the page says in its place that it is saved
 * @param onWait   called when it is kept and sent later, in place of settle
 * @param onError  gets the RequestError; returns true if it has told the person
 */
export function mutate(form, lists, options = {}) {
  const change = run(form, lists, options);
  track(change);
  return change;
}

async function run(form, lists, { show, settle, onWait, onError, isUndo, isQuiet }) {
  const revert = show?.();
  const change = { id: newId(form), action: form.action, fields: (form.fields ?? []).map(({ name, value }) => [name, value]), lists };
  let isShown = false;
  try {
    if (mustWait(change)) {
      const kept = await keepChange(change);
      if (kept) return wait(kept);
    }
    const receipt = await sendKept(change);
    if (receipt.counts) showCounts(receipt.counts);
    if (isUndo) toast(receipt.message);
    else tell(receipt, lists, isQuiet);
    isShown = settle?.(receipt) === true;
    return receipt;
  } catch (error) {
    if (error.keptAs) return wait(error.keptAs);
    if (!error.isKept) revert?.();
    if (!onError?.(error)) showError(error);
    return error.isKept ? { isWaiting: true } : null;
  } finally {
    if (isShown !== null) listsChanged(lists, isShown);
  }

  function wait(kept) {
    isShown = null;
    onWait?.();
    if (!isQuiet) tellKept(kept, change, revert);
    return { isWaiting: true };
  }
}

function tell({ message, next, undo: inverse }, lists, isQuiet) {
  const actions = [];
  if (next) actions.push({ text: next.text, run: () => mutate(next, lists) });
  if (inverse) {
    const entry = remember(() => mutate(inverse, lists, { isUndo: true }));
    actions.push({ text: inverse.text, run: () => undo(entry), key: 'Ctrl Z' });
  }
  if (!isQuiet) toast(message, actions);
}

/** @returns what a form or an object holds, as fields of a change. */
export function toFields(values) {
  const entries = values instanceof HTMLFormElement ? [...new FormData(values)] : Object.entries(values);
  return entries.map(([name, value]) => ({ name, value }));
}
