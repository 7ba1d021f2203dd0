// Puts changes aside while the network is away, and has them sent when it is back.
import { toast } from '../components/toast.js';
import { kindOf } from '../offline/change.js';
import { fieldOf, needs, tasksOf } from '../offline/places.js';
import { addChange, alone, dropChange, holdChange, onChanges, onRelease, readChanges, updateChange } from '../offline/queue.js';
import { sendWaiting } from '../offline/sender.js';
import { get, set, subscribe } from '../store.js';
import { HELD } from './later.js';
import { mutate } from './mutations.js';
import { listsChanged } from './refresh.js';
import { remember, undo } from './undo.js';
import { text } from './texts.js';
import { today } from './today.js';

/** The token of the page it was written on: it is sent with one of its own. */
const TOKEN = '__RequestVerificationToken';
let holding = Promise.resolve();

/**
 * @param isTried  it has been sent, and nobody knows what became of it: what is sent again must be the same
 * @returns the id it is kept under until the network is back; nothing if it is not kept.
 */
export async function keepChange(made, isTried = false) {
  if (!made.id) return null;
  const change = toKept(made, isTried);
  const waiting = await readChanges().catch(() => []);
  const own = waiting.filter(other => tasksOf(other).some(task => tasksOf(change).includes(task)));
  const last = own.at(-1);
  const merged = !isTried && last && await mergeInto(last, change).catch(() => null);
  if (merged) return merged.id;
  const isAfterOwn = kindOf(change).verb === 'edit' && own.length > 0;
  const isKept = await addChange({ ...change, isAfterOwn }).catch(() => false);
  if (isKept && navigator.onLine) sendSoon();
  return isKept ? change.id : null;
}

/** Keeps a change while it is sent. @returns { drop, keep }, or nothing: see queue.js */
export async function hold(change) {
  const kept = toKept(change, true);
  // One after the other: they are sent in the order in which they are kept.
  holding = holding.catch(() => {}).then(() => holdChange(kept));
  const held = await holding;
  return held && {
    drop: held.drop,
    async keep() {
      await held.keep();
      if (navigator.onLine && !get('blockedBy')) sendSoon();
    },
  };
}

/** Without the page's token; with its title, and the day that its words are about. */
function toKept(made, isTried) {
  const fields = made.fields.filter(([name]) => name !== TOKEN);
  const change = { ...made, isTried, title: fieldOf(made, 'title') ?? titleOnPage(made) };
  return { ...change, fields: kindOf(made).verb === 'add' ? [...fields, ['writtenOn', today()]] : fields };
}

/** One edit in place of two, and an addition that has its new title at once. @returns what is kept; nothing if they stay two. */
async function mergeInto(last, change) {
  const [{ verb }, { verb: lastVerb }] = [kindOf(change), kindOf(last)];
  const isEdit = verb === 'edit' && lastVerb === 'edit';
  if (!isEdit && !(verb === 'rename' && lastVerb === 'add')) return null;
  // An edit still compares with what was read before the first.
  const [written, name, value] = isEdit ? [change.fields, 'base', fieldOf(last, 'base')] : [last.fields, 'title', change.title];
  const fields = written.map(([field, before]) => [field, field === name ? value : before]);
  const kept = await updateChange(last, stored => (stored.isTried ? null : { ...stored, title: change.title, fields }));
  return kept && !kept.isTried ? kept : null;
}

/** Says so. Until it is sent, undo needs nothing from the server. @param keptId  what keepChange returned */
export function tellKept(keptId, change, revert) {
  const entry = remember(async () => {
    // While it is being sent, its answer is waited for.
    const isTried = (await readChanges()).some(({ id, isTried: tried }) => id === keptId && tried);
    const isDropped = await (isTried ? alone(() => dropKept(keptId)) : dropKept(keptId));
    if (isDropped) {
      revert?.();
      return listsChanged(change.lists);
    }
    const inverse = undos.get(keptId);
    return inverse ? mutate(inverse, change.lists, { isUndo: true }) : toast(text('nothing'));
  });
  toast(text(get('blockedBy') ? 'blocked' : 'kept'), [{ text: text('undo'), run: () => undo(entry), key: 'Ctrl Z' }]);
}

async function dropKept(keptId) {
  const kept = (await readChanges()).find(({ id }) => id === keptId);
  if (kept) await drop(kept);
  return kept !== undefined;
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

/**
 * The person has seen both versions: what they keep takes the place of what was refused.
 * @param written  { action, fields }
 */
export async function answer(refused, written) {
  const fields = written.fields.filter(([name]) => name !== TOKEN);
  await updateChange(refused, ({ refusal, ...stored }) => ({
    ...stored, ...written, fields, id: crypto.randomUUID(), isTried: false, isAfterOwn: false,
  }));
  await sendSoon();
}

/** What undoes the changes that were sent from here. */
const undos = new Map();

export function sendSoon() {
  return sendWaiting(({ id, lists }, receipt) => {
    set('isOffline', false);
    set('blockedBy', null);
    if (receipt.undo) undos.set(id, receipt.undo);
    listsChanged(lists);
  }, problem => set('blockedBy', problem));
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
onRelease(resume);
load();
// The tab that was shown before may have been closed before an answer.
document.addEventListener('visibilitychange', () => { if (!document.hidden) resume(); });
addEventListener('online', () => {
  set('isOffline', false);
  sendSoon();
});
addEventListener('offline', () => set('isOffline', true));
subscribe('isOffline', isOffline => document.documentElement.classList.toggle('offline', isOffline));
