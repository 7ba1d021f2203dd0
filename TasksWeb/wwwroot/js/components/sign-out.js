// Signs out: what this browser keeps goes first. With changes that wait, it says how many and asks; offline, the server learns later.
import { readChanges } from '../offline/queue.js';
import { endSession, forgetAndNote } from '../offline/sign-out.js';
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
    const waiting = (await readChanges().catch(() => [])).length;
    if (waiting === 0 || await confirms(waiting)) leave(form);
  });
}

const RETRY_AFTER = 10_000;
/** For what is under way. */
const PATIENCE = 3_000;

async function leave(form) {
  // The note is there too if the server is not reached now; a sign-out that arrives clears it.
  await forgetAndNote(person).catch(() => {});
  tellSignedOut();
  // Only the server can end the sessions on other devices.
  if (!get('isOffline') || form.matches('[action$=everywhere]')) return form.submit();
  const page = document.getElementById('signed-out').content.cloneNode(true);
  document.body.replaceChildren(page);
  document.body.className = 'public';
  document.title = document.querySelector('h1').textContent;
  history.replaceState(null, '', '/');
  document.querySelector('main').focus();
  const finish = () => endSession().then(() => location.replace('/'), () => {});
  addEventListener('online', finish);
  setInterval(finish, RETRY_AFTER);
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
