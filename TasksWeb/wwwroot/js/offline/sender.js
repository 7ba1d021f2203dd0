// Sends what waits, once and in order, when the network is back. A refused change holds up its own lists and no others.
import { person, signedOut } from '../session.js';
import { kindOf, temporaryId, withId } from './change.js';
import { alone, dropChange, readChanges, updateChange } from './queue.js';
import { readVault } from './vault.js';

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 120_000;
/** A problem of the connection to Google or of the session is not the change's fault. */
const NOT_ITS_FAULT = new Set(['signed_out', 'reauthorization_required', 'insufficient_scope', 'rate_limited', 'no_tokens']);

/** An answer that takes longer is lost. */
const PATIENCE = 60_000;

let pause = FIRST_PAUSE;
let timer = 0;
let isQueued = false;

/** @param onSent  gets a change and its receipt. */
export async function sendWaiting(onSent) {
  clearTimeout(timer);
  if (!navigator.onLine || isQueued) return;
  isQueued = true;
  const isDone = await alone(() => {
    // What is added from here on may come too late for this turn.
    isQueued = false;
    return sendAll(onSent);
  }).catch(() => false);
  if (!isDone) {
    timer = setTimeout(() => sendWaiting(onSent), pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  } else {
    pause = FIRST_PAUSE;
  }
}

/** @returns false: try again later. */
async function sendAll(onSent) {
  if ((await readChanges()).every(({ refusal }) => refusal)) return true;
  if (!await isOurs()) return true;
  const response = await fetch('/api/session/form-token', { cache: 'no-store' });
  if (!response.ok) return false;
  const { token } = await response.json();
  const held = new Set();
  const done = new Set();
  for (;;) {
    const change = (await readChanges()).find(({ seq, refusal, lists }) => {
      if (refusal) for (const list of lists) held.add(list);
      return !refusal && !done.has(seq) && !lists.some(list => held.has(list));
    });
    if (!change) return true;
    done.add(change.seq);
    const outcome = await sendOne(change, token);
    if (outcome === 'later') return false;
    if (outcome === 'stop') return true;
    if (outcome === 'refused') for (const list of change.lists) held.add(list);
    else onSent(change, outcome);
  }
}

/** Nothing is sent for another person, or after the session has ended. */
async function isOurs() {
  const response = await fetch('/api/session', { cache: 'no-store' });
  const { id, code } = await response.json();
  if (code === 'signed_out') await signedOut();
  return response.ok && id === person && (await readVault())?.person === person;
}

async function sendOne(change, token) {
  const tried = { ...change, isTried: true };
  if (!change.isTried) {
    if (change.isAfterOwn) await takeBase(tried);
    await updateChange(tried);
  }
  const body = new URLSearchParams([...tried.fields, ['__RequestVerificationToken', token]]);
  const headers = { Accept: 'application/json', 'Change-Id': change.id };
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(change.action, { method: 'POST', headers, body, signal }).catch(() => null);
  if (!response || response.status >= 500) return 'later';
  if (response.ok) {
    const receipt = await response.json();
    await dropChange(change);
    await passOn(change, receipt);
    return receipt;
  }
  const { code, detail, title } = await response.json().catch(() => ({}));
  if (code === 'rate_limited') return 'later';
  if (code === 'signed_out') await signedOut();
  if (NOT_ITS_FAULT.has(code)) return 'stop';
  if (response.status === 404 && kindOf(change).verb === 'delete') {
    // It is gone already.
    await dropChange(change);
    return {};
  }
  await updateChange({ ...tried, refusal: { message: detail ?? title ?? '', code } });
  return 'refused';
}

/** What waits behind it may mean the task that has just been added or has a new id. */
async function passOn(change, { task }) {
  const { verb, task: known } = kindOf(change);
  const before = verb === 'add' ? temporaryId(change) : known;
  if (!task || !before || task === before) return;
  for (const other of await readChanges()) await updateChange(withId(other, before, task));
}

/** An edit that follows other changes of the same task made here compares with what those have led to. */
async function takeBase(change) {
  const response = await fetch(`${change.action}/form`, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const base = page.querySelector('[name=base]')?.value;
  if (base) change.fields = change.fields.map(([name, value]) => (name === 'base' ? [name, base] : [name, value]));
}
