// Sends forms in the order they were made, one at a time; when Google asks for a pause, waits and says so.
import { toast } from './toast.js';
import { word } from './words.js';

const MOST_TRIES = 5;
const LONGEST_PAUSE = 90;
const queue = new Set();
let last = Promise.resolve();
let waiting = 0;

/** Why something was not done, in words. */
class Refusal extends Error {
  constructor(message, status, code) {
    super(message);
    Object.assign(this, { status, code });
  }
}

export const isSending = () => waiting > 0;

/** @returns the receipt: { message, undo, next }. */
export function send(action, fields) {
  waiting++;
  document.documentElement.classList.add('sending');
  const next = { action, fields };
  queue.add(next);
  const answer = last.then(() => {
    queue.delete(next);
    return post(action, fields);
  });
  last = answer.catch(() => {}).finally(() => {
    if (--waiting === 0) document.documentElement.classList.remove('sending');
  });
  return answer;
}

/** For pages that are being left: it goes out whatever becomes of the page. */
export function sendLast(action, fields) {
  fetch(action, request(fields)).catch(() => {});
}

// What still waits for its turn waits no longer.
addEventListener('pagehide', () => {
  for (const { action, fields } of queue) sendLast(action, fields);
  queue.clear();
});

function request(fields) {
  const body = new URLSearchParams(fields);
  body.set('__RequestVerificationToken', document.querySelector('#act [name=__RequestVerificationToken]').value);
  return { method: 'POST', headers: { Accept: 'application/json' }, body, keepalive: `${body}`.length < 60_000 };
}

async function post(action, fields) {
  for (let tries = 1; ; tries++) {
    const response = await fetch(action, request(fields)).catch(() => { throw new Refusal(word('offline'), 0, 'offline'); });
    if (response.ok) return response.json();
    const pause = Number(response.headers.get('Retry-After') ?? 0);
    if ((response.status === 429 || response.status === 503) && pause > 0 && pause <= LONGEST_PAUSE && tries < MOST_TRIES) {
      toast(word('pause', pause));
      await new Promise(resolve => setTimeout(resolve, pause * 1000));
      continue;
    }
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(problem.detail ?? problem.title ?? word('refused'), response.status, problem.code);
  }
}
