// What a tab shows belongs to one person. It goes when that person has signed out, here or elsewhere, or somebody else signs in.

const CHECK_INTERVAL = 5000;
const SIGNED_OUT = 'signed-out';
const ENDED = 'ended';

/** The id of the signed-in person; empty when nobody is. */
export const person = document.querySelector('meta[name="person"]')?.content ?? '';

const channel = new BroadcastChannel('tasksweb-person');
let checkedAt = Date.now();

if (person) {
  channel.addEventListener('message', ({ data }) => {
    // A page for nobody may be one that failed: the server knows.
    if (data === '') check();
    else if (data === SIGNED_OUT) leave();
    else if (data === ENDED) end();
    else if (data !== person) leave(wipe);
  });
  addEventListener('focus', checkSometimes);
  addEventListener('pageshow', event => { if (event.persisted) check(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) checkSometimes(); });
}
channel.postMessage(person);

function checkSometimes() {
  if (Date.now() - checkedAt >= CHECK_INTERVAL) check();
}

async function check() {
  checkedAt = Date.now();
  try {
    const response = await fetch('/api/session', { cache: 'no-store' });
    if (!response.ok && response.status !== 401) return;
    const { id, code } = await response.json();
    // No other 401 clears anything.
    if (code === 'signed_out') signedOut();
    else if (id && id !== person) leave(wipe);
  } catch {
    // Offline, or no answer of ours: what is shown stays.
  }
}

/** The server has said that the session has ended: what was seen goes, what has not been sent waits for this person. */
export function signedOut() {
  channel.postMessage(ENDED);
  return end();
}

const end = () => leave(() => import('./components/unsent-text.js').then(({ lockWithText }) => lockWithText(person)));

/** The person has signed out without a network: no window shows anything any more. */
export const tellSignedOut = () => channel.postMessage(SIGNED_OUT);

const wipe = () => import('./offline/vault.js').then(({ wipeFor }) => wipeFor(person));

let leaving = null;

/** @param forget  what becomes of what this browser keeps for the person */
function leave(forget) {
  document.documentElement.hidden = true;
  leaving ??= Promise.resolve(forget?.()).catch(() => {}).then(() => location.replace('/'));
  return leaving;
}
