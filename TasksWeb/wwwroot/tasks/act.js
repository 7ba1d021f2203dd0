// One change: shown at once, sent, and told; when it is refused, everything is as it was and the reason is said.
import { changed } from './refresh.js';
import { send } from './send.js';
import { toast } from './toast.js';
import { begin, remember, undo } from './undo.js';

/**
 * @param form      { action, fields: [{ name, value }] }
 * @param lists     the lists that it touches
 * @param show      shows the change; returns what takes it off the page again
 * @param refused   takes over when the change is refused; returns true if it has said so itself
 */
export function act(form, lists, options = {}) {
  const change = perform(form, lists, options);
  begin(change);
  return change;
}

async function perform(form, lists, { show, refused, isUndo, isSilent }) {
  const back = show?.();
  try {
    const receipt = await send(form.action, (form.fields ?? []).map(field => [field.name, field.value]));
    if (isUndo) toast(receipt.message);
    else if (!isSilent) tell(receipt, lists);
    return receipt;
  } catch (refusal) {
    back?.();
    if (!refused?.(refusal)) toast(refusal.message);
    return null;
  } finally {
    changed(lists);
  }
}

/** Tells of a receipt, and remembers how to take back what it tells of. */
function tell(receipt, lists) {
  const actions = [];
  if (receipt.next) actions.push({ text: receipt.next.text, run: () => act(receipt.next, lists) });
  if (receipt.undo) {
    const entry = remember(() => act(receipt.undo, lists, { isUndo: true }));
    actions.push({ text: receipt.undo.text, run: () => undo(entry) });
  }
  toast(receipt.message, actions);
}
