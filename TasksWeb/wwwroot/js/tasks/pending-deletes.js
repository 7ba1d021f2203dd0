// Deletions are shown at once and sent when their toast ends or the page is left: until then, undo needs nothing from the server.
import { person } from '../session.js';
import { toast } from '../components/toast.js';
import { get, set, subscribe } from '../store.js';
import { keepChange, mustWait, newId, sendKept } from './later.js';
import { mutate } from './mutations.js';
import { listsChanged } from './refresh.js';
import { sendOnLeave, showError } from './requests.js';
import { announce, text } from './texts.js';
import { forget, remember, track, undo } from './undo.js';

const STORAGE_KEY = 'sent-on-leave';
/** After this long the page may hold things that the note of the page before does not mean. */
const MAX_AGE = 60_000;

// A style rule hides what is deleted: markup that arrives meanwhile may still hold it.
const hideSheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(hideSheet);
subscribe('pendingDeletes', changes => {
  const selectors = changes.map(({ hides }) => hides).join();
  hideSheet.replaceSync(selectors ? `:is(${selectors}) { display: none !important; }` : '');
});

const add = change => set('pendingDeletes', [...get('pendingDeletes'), change]);

/** @param isDeleted  whether it is gone for good, or back on the page. */
function settle(change, isDeleted = false) {
  if (isDeleted) for (const element of document.querySelectorAll(change.hides)) element.remove();
  set('pendingDeletes', get('pendingDeletes').filter(other => other !== change));
}

/**
 * @param change     { action, fields: [[name, value]], hides: a selector of what leaves the page, lists: the ids it changes }
 * @param message    what the toast says
 * @param onRestore  called when it is undone or refused; returns what screen readers are told
 */
export function deleteLater(change, message, onRestore) {
  change.id = newId(change);
  add(change);
  const entry = remember(() => {
    handle.close();
    settle(change);
    announce(onRestore());
  });
  change.sendNow = () => handle.end();
  change.dismiss = () => {
    forget(entry);
    handle.close();
  };
  const handle = toast(message, [{ text: text('undo'), run: () => undo(entry) }], () => {
    forget(entry);
    change.isSent = true;
    track(sendDelete(change, onRestore));
  });
}

/** Deletions that could still be undone are sent now. */
export function sendPendingDeletes() {
  for (const change of get('pendingDeletes')) change.sendNow?.();
}

async function sendDelete(change, onRestore) {
  change.id ??= newId(change);
  try {
    if (mustWait(change) && await keepChange(change)) return settle(change, true);
    const receipt = await sendKept(change);
    if (receipt.undo) remember(() => mutate(receipt.undo, change.lists, { isUndo: true }));
    settle(change, true);
  } catch (error) {
    if (error.keptAs) return settle(change, true);
    settle(change);
    onRestore();
    showError(error);
  }
  listsChanged(change.lists);
}

addEventListener('pagehide', () => {
  const changes = get('pendingDeletes');
  if (changes.length === 0) return;
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ person, at: Date.now(), changes }));
  for (const change of changes) {
    // One that must wait is kept by the next page.
    if (!change.isSent && !mustWait(change)) sendOnLeave(change.action, change.fields, change.id);
    change.dismiss?.();
  }
});

// The back button can restore the page as it was left: all of it has been sent by then.
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  sessionStorage.removeItem(STORAGE_KEY);
  set('pendingDeletes', []);
});

/**
 * The server may have made this page before it got the deletion, or not have got it at all: it is sent again, which does no harm,
 * and hidden until that is answered.
 */
function resumeFromPreviousPage() {
  const note = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null');
  sessionStorage.removeItem(STORAGE_KEY);
  if (!note || note.person !== person || Date.now() - note.at >= MAX_AGE) return;
  for (const change of note.changes) {
    change.isSent = true;
    add(change);
    sendAgain(change);
  }
}

async function sendAgain(change) {
  change.id ??= newId(change);
  try {
    if (mustWait(change) && await keepChange(change)) return settle(change, true);
    await sendKept(change);
    settle(change, true);
  } catch (error) {
    if (error.keptAs) return settle(change, true);
    const isAlreadyDeleted = error.status === 404;
    settle(change, isAlreadyDeleted);
    if (!isAlreadyDeleted) showError(error);
  }
  listsChanged(change.lists);
}

resumeFromPreviousPage();
