// What is done with the selected tasks.
import { set, subscribe } from '../store.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { deleteRows } from '../tasks/task-actions.js';
import { announce, text } from '../tasks/texts.js';
import { selectedRows } from './selection.js';

export default function bulkBar(root) {
  subscribe('isSelecting', isSelecting => { root.hidden = !isSelecting; });
  subscribe('selectedCount', count => {
    root.querySelector('.selected-count').textContent = text('chosen', count);
    announce(text('chosen', count));
  });

  root.addEventListener('submit', event => {
    event.preventDefault();
    const rows = selectedRows();
    if (rows.length === 0) return announce(text('chosen', 0));
    const todo = event.submitter.value;
    const due = root.elements.namedItem('due').value;
    const to = root.elements.namedItem('to').value;
    set('isSelecting', false);
    if (todo === 'delete') return deleteRows(rows);
    const picks = rows.map(row => ({ name: 'pick', value: `${row.dataset.list}/${row.dataset.task}` }));
    const lists = [...rows.map(row => row.dataset.list), ...(to ? [to] : [])];
    mutate({ action: root.getAttribute('action'), fields: [...toFields({ todo, due, to }), ...picks] }, lists, {
      show: () => showCompleted(rows, todo),
    });
  });
}

function showCompleted(rows, todo) {
  if (todo !== 'complete' && todo !== 'reopen') return () => {};
  for (const row of rows) row.classList.toggle('done', todo === 'complete');
  return () => { for (const row of rows) row.classList.toggle('done', todo !== 'complete'); };
}
