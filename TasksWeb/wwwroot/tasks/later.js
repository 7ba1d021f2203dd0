// What is easier not sent than taken back, or what Google cannot take back at all: shown at once as if it were done, and sent when its
// toast ends or the page is left. Until then nothing has happened that could be lost.
import { act } from './act.js';
import { changed } from './refresh.js';
import { send, sendLast } from './send.js';
import { toast } from './toast.js';
import { begin, forget, remember, undo } from './undo.js';
import { announce, word } from './words.js';

const LEFT = 'sent-while-leaving';
/** So long a note of what was left to be sent is believed: later the page may hold what was not meant by it. */
const BELIEVED = 60_000;
const parting = new Set();

// A rule hides it: what comes from the server meanwhile may still have what is on its way out.
const veil = new CSSStyleSheet();
document.adoptedStyleSheets.push(veil);
const draw = () => veil.replaceSync(parting.size > 0 ? `:is(${[...parting].map(({ hides }) => hides)}) { display: none !important; }` : '');

/**
 * @param change  { action, fields: [[name, value]], hides: a selector of all that goes off the page, lists: those it touches }
 * @param said    what the toast says
 * @param back    called when it is taken back: what is there again, in words
 */
export function later(change, said, back) {
  parting.add(change);
  draw();
  const entry = remember(() => {
    handle.close();
    settle(change);
    announce(back());
  });
  change.left = () => {
    forget(entry);
    handle.close();
  };
  const handle = toast(said, [{ text: word('undo'), run: () => undo(entry) }], () => {
    forget(entry);
    change.isSent = true;
    begin(carryOut());
  });
  async function carryOut() {
    try {
      const receipt = await send(change.action, change.fields);
      if (receipt.undo) remember(() => act(receipt.undo, change.lists, { isUndo: true }));
      settle(change, true);
    } catch (refusal) {
      settle(change);
      back();
      toast(refusal.message);
    }
    changed(change.lists);
  }
}

/** It is no longer on its way: gone for good, or there again. */
function settle(change, isGone = false) {
  if (isGone) for (const element of document.querySelectorAll(change.hides)) element.remove();
  parting.delete(change);
  draw();
}

addEventListener('pagehide', () => {
  if (parting.size === 0) return;
  sessionStorage.setItem(LEFT, JSON.stringify({ at: Date.now(), changes: [...parting] }));
  for (const { action, fields, isSent, left } of parting) {
    if (!isSent) sendLast(action, fields);
    left?.();
  }
});

// The back button can bring the page as it was left: by then all of it was sent.
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  sessionStorage.removeItem(LEFT);
  parting.clear();
  draw();
});

// The page after may have been made before it was done, or it may not have got out: it is sent once more, which does no harm, and
// left out of the page until it is answered.
const left = JSON.parse(sessionStorage.getItem(LEFT) ?? 'null');
for (const change of left && Date.now() - left.at < BELIEVED ? left.changes : []) {
  change.isSent = true;
  parting.add(change);
  repeat(change);
}
sessionStorage.removeItem(LEFT);
draw();

async function repeat(change) {
  try {
    await send(change.action, change.fields);
    settle(change, true);
  } catch (refusal) {
    settle(change, refusal.status === 404);
    if (refusal.status !== 404) toast(refusal.message);
  }
  changed(change.lists);
}
