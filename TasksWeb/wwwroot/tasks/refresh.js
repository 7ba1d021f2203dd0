// Brings lists up to date without taking away what is on the screen: rows that are the same stay, with focus and scroll.
import { column, neighbour, openRows, rowOf } from './rows.js';
import { isSending } from './send.js';

const REST = 250;
const STALE = 30_000;
const AGENDA = 'agenda';
const agenda = document.querySelector('.agenda');
const others = new BroadcastChannel('tasks');
const planned = new Map();
let looked = Date.now();

/** Soon, once: several changes of a list make one request. */
export function refresh(list) {
  if (column(list)) plan(list, () => bring(list));
  else if (agenda) plan(AGENDA, bringAgenda);
}

function plan(what, run) {
  if (planned.has(what)) return;
  planned.set(what, setTimeout(() => {
    planned.delete(what);
    if (isBusy()) plan(what, run);
    else run();
  }, REST));
}

/** Rows that are in somebody's hand, chosen there, or on their way to Google, stay as they are. */
const isBusy = () => isSending() || document.querySelector('.dragging, .grabbed, .agenda :is(.editing, .pick:checked)') !== null;

export function refreshAll() {
  looked = Date.now();
  if (agenda) refresh(AGENDA);
  for (const section of document.querySelectorAll('.list[data-list]')) refresh(section.dataset.list);
}

/** After a change of our own: here, and in the person's other windows. */
export function changed(lists) {
  for (const list of new Set(lists)) {
    refresh(list);
    others.postMessage(list);
  }
}

// Another window has changed something.
others.addEventListener('message', ({ data: list }) => refresh(list));

async function bring(list) {
  const section = column(list);
  if (!section) return;
  const isAlone = section.closest('.board.one') !== null;
  const query = new URLSearchParams(location.search);
  query.set('length', Math.max(openRows(section).length, Number(section.dataset.length)));
  if (section.dataset.show) query.set('show', section.dataset.show);
  if (isAlone) query.set('alone', 'true');
  section.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(`/tasks/${encodeURIComponent(list)}/column?${query}`, { headers: { Accept: 'text/html' } });
    if (response.status === 404) {
      for (const gone of [section, document.querySelector(`.lists li:has(> [data-list="${CSS.escape(list)}"])`)]) gone?.remove();
    }
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (isBusy()) refresh(list);
    else merge(section, page.querySelector('.list'));
  } catch {
    // Not reached: what is on the screen stays, the next time comes.
  } finally {
    section.removeAttribute('aria-busy');
  }
}

/** What is up next comes from all lists: the page is asked for as a whole. */
async function bringAgenda() {
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('.agenda');
    if (!fresh) return;
    if (isBusy()) return refresh(AGENDA);
    const focused = agenda.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    agenda.replaceChildren(...fresh.childNodes);
    if (focused) find(agenda, focused)?.focus({ preventScroll: true });
    agenda.dispatchEvent(new CustomEvent('rows', { bubbles: true }));
  } catch {
    // Not reached: what is on the screen stays, the next time comes.
  }
}

function merge(section, fresh) {
  if (!fresh) return;
  delete section.dataset.late;
  const focused = section.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  const open = section.querySelector(':scope > .tasks.open');
  const freshOpen = fresh.querySelector(':scope > .tasks.open');
  const pieces = [...fresh.children];
  const top = section.querySelector('.list-top');
  const freshTop = fresh.querySelector('.list-top');
  if (top.innerHTML !== freshTop.innerHTML) top.replaceWith(freshTop);
  for (const old of section.querySelectorAll(':scope > :not(.list-top, .add, .tasks.open)')) old.remove();
  if (open) mergeRows(open, freshOpen);
  else section.append(freshOpen);
  const rows = section.querySelector(':scope > .tasks.open');
  let isBefore = true;
  for (const piece of pieces) {
    if (piece === freshOpen) isBefore = false;
    else if (!piece.matches('.list-top, .add')) isBefore ? rows.before(piece) : section.append(piece);
  }
  if (focused && !section.contains(document.activeElement)) find(section, focused)?.focus({ preventScroll: true });
  section.dispatchEvent(new CustomEvent('rows', { bubbles: true }));
}

function mergeRows(open, fresh) {
  const old = new Map([...open.children].filter(row => row.id).map(row => [row.id, row]));
  let at = open.firstElementChild;
  for (const row of [...fresh.children]) {
    const known = old.get(row.id);
    const stays = known && (known.dataset.version === row.dataset.version && known.className === row.className || known.matches('.editing'));
    const wanted = stays ? known : document.adoptNode(row);
    if (known && !stays) {
      if (known === at) at = at.nextElementSibling;
      known.remove();
    }
    if (wanted === at) at = at.nextElementSibling;
    else open.insertBefore(wanted, at);
  }
  while (at) {
    const gone = at;
    at = at.nextElementSibling;
    if (!gone.matches('.editing')) gone.remove();
  }
}

/** Names what has the focus, so that it is found again in the new rows. */
function keyOf(element) {
  const row = rowOf(element);
  const kind = ['state', 'name', 'tool', 'pick'].find(name => element.classList.contains(name));
  return { row: row?.id, near: row && neighbour(row)?.id, kind, id: element.id };
}

/** It, or its row, or the one that stood beside it; never a line to write on, where the next key would be taken for text. */
function find(section, { row, near, kind, id }) {
  return (id && document.getElementById(id)) || (row && document.getElementById(row)?.querySelector(`.${kind ?? 'name'}`))
    || (near && document.getElementById(near)?.querySelector('.name')) || section.querySelector('.task .name, .list-top a');
}

// Who comes back to the page finds what has changed meanwhile.
const look = () => {
  if (document.visibilityState === 'visible' && Date.now() - looked > STALE) refreshAll();
};
document.addEventListener('visibilitychange', look);
addEventListener('focus', look);
// The back button can bring the page as it was left.
addEventListener('pageshow', event => event.persisted && refreshAll());

// A list that was still under way when the page was made.
for (const late of document.querySelectorAll('[data-late]')) bring(late.dataset.list);
