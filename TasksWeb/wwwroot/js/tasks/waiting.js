// Puts changes aside while the network is away, and has them sent when it is back.
import { toast } from '../components/toast.js';
import { kindOf } from '../offline/change.js';
import { fieldOf, needs, tasksOf } from '../offline/places.js';
import { addChange, dropChange, onChanges, readChanges, updateChange } from '../offline/queue.js';
import { sendWaiting } from '../offline/sender.js';
import { get, set, subscribe } from '../store.js';
import { HELD } from './later.js';
import { listsChanged } from './refresh.js';
import { remember, undo } from './undo.js';
import { text } from './texts.js';
import { today } from './today.js';

/** The token of the page it was written on: it is sent with one of its own. */
const TOKEN = '__RequestVerificationToken';

/**
 * @param isTried  it has been sent, and nobody knows what became of it: what is sent again must be the same
 * @returns the id it is kept under until the network is back; nothing if it is not kept.
 */
export async function keepChange(made, isTried = false) {
  if (!made.id) return null;
  const change = { ...made, isTried, fields: made.fields.filter(([name]) => name !== TOKEN) };
  const { verb } = kindOf(change);
  const title = fieldOf(change, 'title') ?? titleOnPage(change);
  const waiting = await readChanges().catch(() => []);
  const own = waiting.filter(other => tasksOf(other).some(task => tasksOf(change).includes(task)));
  const last = own.at(-1);
  const merged = !isTried && last && await mergeInto(last, change, title).catch(() => null);
  if (merged) return merged.id;
  const fields = verb === 'add' ? [...change.fields, ['writtenOn', today()]] : change.fields;
  const isKept = await addChange({ ...change, fields, title, isAfterOwn: verb === 'edit' && own.length > 0 }).catch(() => false);
  if (isKept && navigator.onLine) sendSoon();
  return isKept ? change.id : null;
}

/** One edit in place of two, and an addition that has its new title at once. @returns what is kept; nothing if they stay two. */
async function mergeInto(last, change, title) {
  const [{ verb }, { verb: lastVerb }] = [kindOf(change), kindOf(last)];
  // An edit still compares with what was read before the first.
  const fields = {
    edit: () => change.fields.map(([name, value]) => [name, name === 'base' ? fieldOf(last, 'base') : value]),
    add: () => last.fields.map(([name, value]) => [name, name === 'title' ? title : value]),
  }[verb === 'edit' && lastVerb === 'edit' ? 'edit' : verb === 'rename' && lastVerb === 'add' ? 'add' : ''];
  if (!fields) return null;
  const kept = await updateChange(last, stored => (stored.isTried ? null : { ...stored, title, fields: fields() }));
  return kept && !kept.isTried ? kept : null;
}

/** Says so; until it is sent, undo needs nothing from the server. @param keptId  what keepChange returned */
export function tellKept(keptId, change, revert) {
  const entry = remember(async () => {
    const kept = get('changes').find(({ id }) => id === keptId);
    if (!kept) return toast(text('nothing'));
    await drop(kept);
    revert?.();
    listsChanged(change.lists);
  });
  toast(text('kept'), [{ text: text('undo'), run: () => undo(entry), key: 'Ctrl Z' }]);
}

/** Sends a change that was refused once more. */
export async function retry(change) {
  await updateChange(change, ({ refusal, ...stored }) => stored);
  sendSoon();
}

export async function discard(change) {
  await drop(change);
  listsChanged(change.lists);
}

/** Without an addition, what was made of the task goes too. */
async function drop(change) {
  for (const other of get('changes').filter(one => needs(one, change))) await dropChange(other);
  await dropChange(change);
}

export function sendSoon() {
  return sendWaiting(({ lists }) => {
    set('isOffline', false);
    listsChanged(lists);
  });
}

function titleOnPage(change) {
  const [first] = tasksOf(change);
  return document.getElementById(`t-${first}`)?.querySelector('.name')?.textContent ?? '';
}

async function load() {
  const changes = await readChanges().catch(() => []);
  localStorage.setItem(HELD, JSON.stringify([...new Set(changes.flatMap(({ lists }) => lists))]));
  set('changes', changes);
  set('isQueueRead', true);
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
