// Several tasks at once: each row gets a box to tick, and a bar says what can be done with them.
import { act } from './act.js';
import { remove } from './change.js';
import { isLive, rowOf, titleOf } from './rows.js';
import { announce, word } from './words.js';

const bar = document.getElementById('bulk');
const picked = () => [...document.querySelectorAll('.task .pick:checked')].map(rowOf);

function dress() {
  if (!document.body.matches('.selecting')) return;
  for (const row of document.querySelectorAll(':is(.list[data-list], .agenda) .task:not(.pending)')) {
    if (row.querySelector('.pick')) continue;
    const pick = document.createElement('input');
    pick.type = 'checkbox';
    pick.className = 'pick';
    pick.setAttribute('aria-label', word('select', titleOf(row)));
    row.prepend(pick);
  }
}

function start() {
  document.body.classList.add('selecting');
  bar.hidden = false;
  dress();
}

export function stop() {
  document.body.classList.remove('selecting');
  bar.hidden = true;
  for (const pick of document.querySelectorAll('.pick')) pick.remove();
}

/** Ticks a row, or takes its tick off. */
export function select(row) {
  if (!isLive(row)) return;
  start();
  const pick = row.querySelector('.pick');
  pick.checked = !pick.checked;
  pick.focus();
  count();
}

function count() {
  const rows = picked();
  bar.querySelector('.chosen').textContent = word('chosen', rows.length);
  announce(word('chosen', rows.length));
}

document.addEventListener('change', event => event.target.matches?.('.pick') && count());
document.addEventListener('rows', dress);
document.addEventListener('click', event => {
  if (event.target.closest?.('[data-select]')) {
    event.preventDefault();
    if (document.body.matches('.selecting')) stop();
    else {
      start();
      count();
    }
  }
});
// While rows are ticked, the whole row is one target: a finger needs no small box.
document.addEventListener('click', event => {
  const pick = document.body.matches('.selecting') && rowOf(event.target)?.querySelector('.pick');
  if (!pick || event.target.closest('button, input, summary, a:not(.name)')) return;
  event.preventDefault();
  select(rowOf(event.target));
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && document.body.matches('.selecting') && !document.querySelector('dialog[open]')) stop();
});

bar?.addEventListener('submit', event => {
  event.preventDefault();
  const rows = picked();
  if (rows.length === 0) return announce(word('chosen', 0));
  const todo = event.submitter.value;
  const due = bar.elements.namedItem('due').value;
  const to = bar.elements.namedItem('to').value;
  const lists = [...rows.map(row => row.dataset.list), ...(to ? [to] : [])];
  const fields = [
    { name: 'todo', value: todo }, { name: 'due', value: due }, { name: 'to', value: to },
    ...rows.map(row => ({ name: 'pick', value: `${row.dataset.list}/${row.dataset.task}` })),
  ];
  stop();
  if (todo === 'delete') return remove(rows);
  act({ action: bar.getAttribute('action'), fields }, lists, {
    show() {
      if (todo !== 'complete' && todo !== 'reopen') return () => {};
      for (const row of rows) row.classList.toggle('done', todo === 'complete');
      return () => { for (const row of rows) row.classList.toggle('done', todo !== 'complete'); };
    },
  });
});
