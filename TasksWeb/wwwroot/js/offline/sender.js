// Sends what waits, once and in order, when the network is back. A refused change holds up its own lists and no others.
import { person, signedOut } from '../session.js';
import { parsePage } from '../trusted.js';
import { accountOf, isConnectionProblem, kindOf, temporaryId } from './change.js';
import { isKept } from './kept.js';
import { fieldOf, listAfter, tasksOf } from './places.js';
import { alone, dropChange, readChanges, replacePlace, updateChange, withPlaces } from './queue.js';
import { readVault } from './vault.js';

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 120_000;
/** An answer that takes longer is lost. */
const PATIENCE = 60_000;

let pause = FIRST_PAUSE;
let timer = 0;
let isQueued = false;

/**
 * @param onSent  gets a change and its receipt
 * @param onStop  gets { code, account }: the problem that stops the changes of an account; null: the first one's
 */
export async function sendWaiting(onSent, onStop) {
  clearTimeout(timer);
  if (!navigator.onLine || isQueued) return;
  isQueued = true;
  const isDone = await alone(() => {
    // What is added from here on may come too late for this turn.
    isQueued = false;
    return sendAll(onSent, onStop);
  }).catch(() => false);
  if (!isDone) {
    timer = setTimeout(() => sendWaiting(onSent, onStop), pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  } else {
    pause = FIRST_PAUSE;
  }
}

/** @returns false: try again later. */
async function sendAll(onSent, onStop) {
  if ((await readChanges()).every(({ refusal }) => refusal)) return true;
  const { id, code } = await read('/api/session');
  if (code === 'signed_out') await signedOut();
  if (id === undefined && code !== 'signed_out') return false;
  // Nothing is sent for another person, or after the session has ended.
  if (id !== person || (await readVault())?.person !== person) return true;
  const { token } = await read('/api/session/form-token');
  if (!token) return false;
  const done = new Set();
  const blocked = new Set();
  let problem = null;
  for (;;) {
    const changes = await readChanges();
    const held = heldLists(changes);
    const change = changes.find(({ seq, refusal, lists }) => !refusal && !done.has(seq)
      && !lists.some(list => held.has(list) || blocked.has(accountOf(list))));
    if (!change) {
      if (problem) onStop(problem);
      return true;
    }
    done.add(change.seq);
    const outcome = await sendOne(change, changes, token);
    if (outcome === 'later') return false;
    if (outcome === 'stop') return true;
    if (isConnectionProblem(outcome)) {
      // Other accounts are connected all the same.
      for (const list of change.lists) blocked.add(accountOf(list));
      problem = { code: outcome, account: accountOf(change.lists[0]) };
    } else if (outcome !== 'refused') {
      onSent(change, outcome);
    }
  }
}

/** The lists of refused changes, and of those that wait behind them. */
function heldLists(changes) {
  const held = new Set();
  for (const { refusal, lists } of changes) {
    if (refusal || lists.some(list => held.has(list))) for (const list of lists) held.add(list);
  }
  return held;
}

/** @returns the answer's JSON; an empty object if it is none of this app's. */
async function read(address) {
  const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
  return await response.json().catch(() => null) ?? {};
}

/** @returns the receipt, 'refused', 'later', 'stop' or the code of a problem of the connection. */
async function sendOne({ seq }, changes, token) {
  // From here on it is sent as it is, and nothing is added to it.
  const tried = await updateChange({ seq }, stored => ({ ...stored, isTried: true, wasTried: stored.isTried }));
  if (!tried) return 'refused';
  const change = await withPlaces(tried);
  if (!change.wasTried && !await prepareEdits(change, changes)) return 'later';
  const body = new URLSearchParams([...change.fields, ['__RequestVerificationToken', token]]);
  const headers = { Accept: 'application/json', 'Change-Id': change.id };
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(change.action, { method: 'POST', headers, body, signal }).catch(() => null);
  if (!response || response.status >= 500) return 'later';
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) {
    await passOn(change, answer);
    await dropChange(change);
    return answer;
  }
  const { code, detail, title } = answer ?? {};
  if (code === 'signed_out') {
    await signedOut();
    return 'stop';
  }
  if (isConnectionProblem(code)) return code;
  // A proxy's answer says nothing about the change.
  if (code === undefined || code === 'rate_limited') return 'later';
  if (response.status === 404 && kindOf(change).verb === 'delete') {
    // It is gone already.
    await dropChange(change);
    return {};
  }
  await updateChange(change, stored => ({ ...stored, refusal: { message: detail ?? title ?? '', code } }));
  return 'refused';
}

/** What waits behind it may mean the task that has just been added, or has moved. */
async function passOn(change, { task }) {
  const { verb, list, task: known } = kindOf(change);
  if (verb === 'duplicate') return;
  const from = { list, task: verb === 'add' ? temporaryId(change) : known };
  const to = { list: verb === 'add' ? list : listAfter(change), task: task ?? from.task };
  if (from.task && (from.task !== to.task || from.list !== to.list)) await replacePlace(from, to);
}

/**
 * An edit compares with what was read before it. Where changes of the same task made here come first, that is what they lead to,
 * unless somebody else has changed the task before them: then the edit keeps its base, and the server finds the conflict.
 * @returns false: it cannot be told now.
 */
async function prepareEdits(change, changes) {
  const [task] = tasksOf(change);
  if (kindOf(change).verb === 'edit' && change.isAfterOwn) {
    const base = change.isBaseForeign ? undefined : await readBase(change);
    if (base === null) return false;
    if (base) await setBase(change, base);
    return true;
  }
  const edits = changes.filter(other => other.isAfterOwn && other.isBaseForeign === undefined && tasksOf(other)[0] === task);
  if (edits.length === 0 || kindOf(change).verb === 'add') return true;
  const base = await readBase(edits[0]);
  if (base === null) return false;
  for (const edit of edits) await updateChange(edit, stored => ({ ...stored, isBaseForeign: fieldOf(stored, 'base') !== base }));
  return true;
}

async function setBase(change, base) {
  change.fields = change.fields.map(([name, value]) => [name, name === 'base' ? base : value]);
  await updateChange(change, stored => ({ ...stored, action: change.action, fields: change.fields }));
}

/** @returns the base of the task as the server has it now; null if it does not say, nothing if the task is gone. */
async function readBase(edit) {
  const { action } = await withPlaces(edit);
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(`${action}/form`, { headers: { Accept: 'text/html' }, signal }).catch(() => null);
  if (!response || response.status >= 500 || isKept(response)) return null;
  const page = parsePage(await response.text());
  return page.querySelector('[name=base]')?.value;
}
