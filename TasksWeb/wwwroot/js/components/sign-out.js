// Signs out: what this browser keeps goes first. With changes that wait, it says how many and asks; offline, the server learns later.
import { readChanges } from '../offline/queue.js';
import { endSession, signOutOffline } from '../offline/sign-out.js';
import { wipe } from '../offline/vault.js';
import { get } from '../store.js';
import { counted } from './offline-banner.js';

export default function signOut(form) {
  form.addEventListener('submit', async event => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const waiting = (await readChanges().catch(() => [])).length;
    if (waiting === 0 || await confirms(waiting)) leave(form);
  });
}

async function leave(form) {
  // Only the server can end the sessions on other devices.
  if (!get('isOffline') || form.matches('[action$=everywhere]')) {
    await wipe().catch(() => {});
    return form.submit();
  }
  await signOutOffline();
  const page = document.getElementById('signed-out').content.cloneNode(true);
  document.body.replaceChildren(page);
  document.body.className = 'public';
  document.title = document.querySelector('h1').textContent;
  history.replaceState(null, '', '/');
  document.querySelector('main').focus();
  const finish = () => endSession().then(() => location.replace('/'), () => {});
  addEventListener('online', finish);
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
