// Puts changes aside while the network is away, and has them sent when it is back.
import { toast } from '../components/toast.js';
import { fieldOf, kindOf, tasksOf } from '../offline/change.js';
import { addChange, dropChange, onChanges, readChanges, updateChange } from '../offline/queue.js';
import { sendWaiting } from '../offline/sender.js';
import { get, set, subscribe } from '../store.js';
import { listsChanged } from './refresh.js';
import { remember, undo } from './undo.js';
import { text } from './texts.js';

/** The token of the page it was written on: it is sent with one of its own. */
const TOKEN = '__RequestVerificationToken';

/**
 * @param isTried  it has been sent, and nobody knows what became of it: what is sent again must be the same
 * @returns whether it is kept, and is sent when the network is back.
 */
export async function keepChange(made, isTried = false) {
  if (!made.id) return false;
  const change = { ...made, isTried, fields: made.fields.filter(([name]) => name !== TOKEN) };
  const { verb } = kindOf(change);
  const title = fieldOf(change, 'title') ?? titleOnPage(change);
  const waiting = await readChanges().catch(() => []);
  const own = waiting.filter(other => tasksOf(other).some(task => tasksOf(change).includes(task)));
  const last = own.at(-1);
  if (verb === 'edit' && !isTried && last && kindOf(last).verb === 'edit' && !last.isTried) {
    // One edit in place of two: it still compares with what was read before the first.
    const base = fieldOf(last, 'base');
    await updateChange({ ...last, title, fields: change.fields.map(([name, value]) => [name, name === 'base' ? base : value]) });
    return true;
  }
  const fields = verb === 'add' ? [...change.fields, ['writtenOn', today()]] : change.fields;
  const isKept = await addChange({ ...change, fields, title, isAfterOwn: verb === 'edit' && own.length > 0 }).catch(() => false);
  if (isKept && navigator.onLine) sendSoon();
  return isKept;
}

/** Says so; until it is sent, undo needs nothing from the server. */
export function tellKept(change, revert) {
  const entry = remember(async () => {
    const kept = get('changes').find(({ id }) => id === change.id);
    if (!kept) return;
    await dropChange(kept);
    revert?.();
    listsChanged(change.lists);
  });
  toast(text('kept'), [{ text: text('undo'), run: () => undo(entry), key: 'Ctrl Z' }]);
}

/** Sends a change that was refused once more. */
export async function retry({ refusal, ...change }) {
  await updateChange(change);
  sendSoon();
}

export async function discard(change) {
  await dropChange(change);
  listsChanged(change.lists);
}

export function sendSoon() {
  return sendWaiting(({ lists }) => {
    set('isOffline', false);
    listsChanged(lists);
  });
}

const today = () => document.getElementById('date-menu')?.dataset.today ?? new Date().toLocaleDateString('sv');

function titleOnPage(change) {
  const [first] = tasksOf(change);
  return document.getElementById(`t-${first}`)?.querySelector('.name')?.textContent ?? '';
}

async function load() {
  set('changes', await readChanges().catch(() => []));
}

/** Sends what has waited since another page, or since the person was signed out. */
export async function resume() {
  await load();
  if (get('changes').length > 0) sendSoon();
}

onChanges(load);
load();
addEventListener('online', () => {
  set('isOffline', false);
  sendSoon();
});
addEventListener('offline', () => set('isOffline', true));
subscribe('isOffline', isOffline => document.documentElement.classList.toggle('offline', isOffline));
