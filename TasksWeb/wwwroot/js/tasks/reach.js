// Forms that the browser sends end on its error page when the network is away, and what was written is lost.
import { isKept } from '../offline/kept.js';
import { signedOut } from '../session.js';
import { set } from '../store.js';

const PATIENCE = 5000;
const GIVE_UP = 20_000;
const passed = new WeakSet();
const pending = new Set();

/**
 * Gives a form to the browser if the server answers, else to keep(). For the listener of its submit event: another press meanwhile
 * does nothing, nor one while the browser leaves the page.
 */
export async function submitIfReached(event, keep) {
  const { target: form, submitter } = event;
  // Where no service worker runs, nothing is kept.
  if (passed.delete(form) || !navigator.serviceWorker?.controller) return;
  event.preventDefault();
  if (pending.has(form)) return;
  pending.add(form);
  form.setAttribute('aria-busy', 'true');
  const answer = await ask();
  if (answer && answer.code !== 'signed_out') {
    passed.add(form);
    form.requestSubmit(submitter);
    return setTimeout(settle, GIVE_UP, form);
  }
  try {
    if (answer) return await signedOut();
    set('isOffline', true);
    await keep();
  } finally {
    settle(form);
  }
}

function settle(form) {
  pending.delete(form);
  form.removeAttribute('aria-busy');
}

// The back button can restore the page as it was left.
addEventListener('pageshow', event => event.persisted && pending.forEach(settle));

/** @returns what the server says of the session; null if it is not reached. */
async function ask() {
  if (!navigator.onLine) return null;
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch('/api/session', { cache: 'no-store', signal }).catch(() => null);
  return !response || isKept(response) ? null : await response.json().catch(() => ({}));
}
