// Signs out: what this browser keeps goes first. With changes that wait, it says how many and asks; offline, the server learns later.
import { countUnsent } from '../offline/queue.js';
import { endSession, forgetAndNote } from '../offline/sign-out.js';
import { wipe } from '../offline/vault.js';
import { person, tellSignedOut } from '../session.js';
import { get } from '../store.js';
import { sendPendingDeletes } from '../tasks/pending-deletes.js';
import { settled } from '../tasks/undo.js';
import { counted } from './offline-banner.js';

export default function signOut(form) {
  form.addEventListener('submit', async event => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    sendPendingDeletes();
    await Promise.race([settled(), new Promise(resolve => setTimeout(resolve, PATIENCE))]);
    const waiting = await countUnsent().catch(() => 0);
    if (waiting === 0 || await confirms(waiting)) leave(form);
  });
}

const RETRY_AFTER = 10_000;
const TIMEOUT = 10_000;
/** For what is under way. */
const PATIENCE = 3_000;

async function leave(form) {
  const isEverywhere = form.matches('[action$=everywhere]');
  // The note is there too if the server is not reached now; a sign-out that arrives clears it. Whoever reads it ends this
  // session, and only this one.
  await (isEverywhere ? wipe() : forgetAndNote(person)).catch(() => {});
  const isReached = !get('isOffline') && await send(form, isEverywhere);
  // Only the server can end the sessions on other devices.
  if (isEverywhere && !isReached) return form.submit();
  // Not earlier: a window that is told acts on the note, and the token of this form would be one of nobody.
  tellSignedOut();
  if (isReached) return location.assign('/');
  const page = document.getElementById('signed-out').content.cloneNode(true);
  document.body.replaceChildren(page);
  document.body.className = 'public';
  document.title = document.querySelector('h1').textContent;
  history.replaceState(null, '', '/');
  document.querySelector('main').focus();
  const finish = () => endSession().then(() => location.replace('/'), () => {});
  finish();
  addEventListener('online', finish);
  setInterval(finish, RETRY_AFTER);
}

/** @returns whether this person is signed out at the server. */
async function send(form, isEverywhere) {
  const body = new FormData(form);
  const signal = AbortSignal.timeout(TIMEOUT);
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual', signal }).catch(() => null);
  if (answer?.type === 'opaqueredirect') return true;
  // A refused form may be one of a session that another tab has ended.
  return answer !== null && !isEverywhere && endSession().then(() => true, () => false);
}

/** @returns whether the person gives up what has not been sent. */
function confirms(count) {
  const dialog = document.getElementById('unsent');
  const words = dialog.querySelector('p');
  words.textContent = counted(words, 'unsent', count);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'sign-out'), { once: true });
  });
}
