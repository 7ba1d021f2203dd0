// Sends forms in the order they were made, one at a time. When Google asks for a pause, waits and says so.
import { toast } from '../components/toast.js';
import { get, set } from '../store.js';
import { text } from './texts.js';

const MAX_ATTEMPTS = 5;
const PATIENCE = 30_000;
const MAX_PAUSE_SECONDS = 90;
/** Browsers keep at most 64 KiB of bodies alive after the page is left. */
const MAX_KEEPALIVE_LENGTH = 60_000;
const queue = new Set();
let previous = Promise.resolve();

/** Why a request failed: a message for people, the HTTP status (0: not reached) and the problem's code. */
class RequestError extends Error {
  constructor(message, status, code) {
    super(message);
    Object.assign(this, { status, code });
  }
}

function count(change) {
  set('requestCount', get('requestCount') + change);
  document.documentElement.classList.toggle('sending', get('requestCount') > 0);
}

/**
 * @param fields  [[name, value]]
 * @param id      a UUID: sent again with the same, the change is made once
 * @param ready   a promise to wait for before it is sent
 * @returns the receipt: { message, undo, next }
 */
export function send(action, fields, id, ready) {
  const request = { action, fields, id };
  queue.add(request);
  count(1);
  const answer = previous.then(() => ready).then(() => {
    queue.delete(request);
    return post(action, fields, id);
  });
  previous = answer.catch(() => {}).finally(() => count(-1));
  return answer;
}

/** For a page that is being left: the browser sends it whatever becomes of the page. */
export function sendOnLeave(action, fields, id) {
  fetch(action, toRequest(fields, id)).catch(() => {});
}

addEventListener('pagehide', () => {
  for (const { action, fields, id } of queue) sendOnLeave(action, fields, id);
  queue.clear();
});

/** Tells why a request failed, with the way to sign in again when that is the reason. */
export function showError({ message, code }) {
  if (code !== 'signed_out') return toast(message);
  const signIn = () => location.assign(`/auth/login?returnUrl=${encodeURIComponent(location.pathname + location.search)}`);
  return toast(text('signedOut'), [{ text: text('signIn'), run: signIn }]);
}

function toRequest(fields, id) {
  const body = new URLSearchParams(fields);
  const headers = { Accept: 'application/json', ...(id && { 'Change-Id': id }) };
  body.set('__RequestVerificationToken', document.querySelector('#act [name=__RequestVerificationToken]').value);
  return { method: 'POST', headers, body, keepalive: `${body}`.length < MAX_KEEPALIVE_LENGTH };
}

async function post(action, fields, id) {
  for (let attempt = 1; ; attempt++) {
    // A change that can wait is kept when the network is too slow to tell.
    const signal = id && AbortSignal.timeout(PATIENCE);
    const response = await fetch(action, { ...toRequest(fields, id), signal }).catch(() => {
      set('isOffline', true);
      throw new RequestError(text('offline'), 0, 'offline');
    });
    set('isOffline', false);
    if (response.ok) return response.json();
    const pause = Number(response.headers.get('Retry-After') ?? 0);
    const mayRetry = (response.status === 429 || response.status === 503) && attempt < MAX_ATTEMPTS;
    if (mayRetry && pause > 0 && pause <= MAX_PAUSE_SECONDS) {
      toast(text('pause', pause));
      await new Promise(resolve => setTimeout(resolve, pause * 1000));
      continue;
    }
    const problem = await response.json().catch(() => ({}));
    throw new RequestError(problem.detail ?? problem.title ?? text('refused'), response.status, problem.code);
  }
}
