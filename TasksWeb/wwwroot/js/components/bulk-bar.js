// What is done with the selected tasks. Date and list are chosen at their buttons.
import { get, set, subscribe } from '../store.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { isDone } from '../tasks/rows.js';
import { deleteRows } from '../tasks/task-actions.js';
import { announce, text } from '../tasks/texts.js';
import { openDateMenu } from './date-menu.js';
import { openListMenu } from './list-menu.js';
import { selectedRows } from './selection.js';

export default function bulkBar(root) {
  for (const field of root.querySelectorAll('.input')) field.hidden = true;
  subscribe('isSelecting', show);
  subscribe('selectedCount', showCount);
  // It may have begun before this was loaded.
  if (get('isSelecting')) {
    show(true);
    showCount(get('selectedCount'));
  }

  function show(isSelecting) {
    root.hidden = !isSelecting;
  }

  function showCount(count) {
    const rows = selectedRows();
    root.querySelector('[value=reopen]').hidden = !rows.some(isDone);
    root.querySelector('[value=complete]').hidden = rows.length > 0 && rows.every(isDone);
    root.querySelector('.selected-count').textContent = text('chosen', count);
    announce(text('chosen', count));
  }

  root.addEventListener('submit', event => {
    event.preventDefault();
    const rows = selectedRows();
    if (rows.length === 0) return announce(text('chosen', 0));
    const todo = event.submitter.value;
    if (todo === 'due') return openDateMenu(event.submitter, '', due => run(rows, { todo, due }));
    if (todo === 'move') return openListMenu(event.submitter, to => run(rows, { todo, to }));
    if (todo !== 'delete') return run(rows, { todo });
    set('isSelecting', false);
    deleteRows(rows);
  });

  function run(rows, change) {
    set('isSelecting', false);
    const picks = rows.map(row => ({ name: 'pick', value: `${row.dataset.list}/${row.dataset.task}` }));
    const lists = [...rows.map(row => row.dataset.list), ...(change.to ? [change.to] : [])];
    mutate({ action: root.getAttribute('action'), fields: [...toFields(change), ...picks] }, lists, {
      show: () => showCompleted(rows, change.todo),
    });
  }
}

function showCompleted(rows, todo) {
  if (todo !== 'complete' && todo !== 'reopen') return () => {};
  for (const row of rows) row.classList.toggle('done', todo === 'complete');
  return () => { for (const row of rows) row.classList.toggle('done', todo !== 'complete'); };
}
