// A new task stands in its list as soon as it is written, and the field is free for the next one.
import { mutate, toFields } from '../tasks/mutations.js';
import { listOf, openRows } from '../tasks/rows.js';
import { openQuickAdd } from './quick-add.js';

const SEVERAL_LINES = /\S[^\S\n]*\r?\n\s*\S/;

export default function addTask(root) {
  const list = listOf(root);
  const field = root.elements.namedItem('title');

  root.addEventListener('submit', event => {
    event.preventDefault();
    const title = field.value.trim();
    if (!title) return;
    const fields = toFields(root);
    field.value = '';
    mutate({ action: root.getAttribute('action'), fields }, [list.dataset.list], {
      show() {
        const row = pendingRow(title);
        openRows(list)?.prepend(row);
        return () => {
          row.remove();
          field.value ||= title;
        };
      },
    });
  });

  // The field takes one task: several lines are shown first as what they become.
  root.addEventListener('paste', event => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (SEVERAL_LINES.test(pasted) && openQuickAdd(pasted, list.dataset.list)) event.preventDefault();
  });
}

function pendingRow(title) {
  const row = document.createElement('li');
  row.className = 'task depth-0 pending';
  const state = document.createElement('span');
  state.className = 'check-button';
  const name = document.createElement('p');
  name.className = 'task-body title';
  name.dir = 'auto';
  name.textContent = title;
  row.append(state, name);
  return row;
}
