// A new task stands in its list as soon as it is written, and the field is free for the next one.
import { hasModifier } from '../events.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { listOf, openRows, subtasksOf } from '../tasks/rows.js';
import { text } from '../tasks/texts.js';
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
    const isSubtask = root.matches('.subtask');
    let row = null;
    mutate({ action: root.getAttribute('action'), fields }, [list.dataset.list], {
      show() {
        row = pendingRow(title, isSubtask ? 1 : 0);
        if (isSubtask) root.before(row);
        else if (root.elements.namedItem('place').value === 'end') openRows(list)?.append(row);
        else openRows(list)?.prepend(row);
        field.scrollIntoView({ block: 'nearest' });
        return () => {
          row.remove();
          field.value ||= title;
        };
      },
      // The row of a change that waits takes its place.
      onWait: () => row.remove(),
    });
  });

  root.addEventListener('keydown', event => event.key === 'Escape' && field.blur());
  field.addEventListener('blur', () => {
    if (field.value.trim()) return;
    if (root.matches('.subtask')) root.closest('li').remove();
    else if (root.elements.namedItem('place').value === 'start') place(root, list, 'end');
  });

  // The field takes one task: several lines are shown first as what they become.
  root.addEventListener('paste', event => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (SEVERAL_LINES.test(pasted) && openQuickAdd(pasted, { list: list.dataset.list })) event.preventDefault();
  });
}

/** The button in the head of a list writes at its top. */
export function addOpener(root) {
  root.addEventListener('click', event => {
    if (hasModifier(event)) return;
    event.preventDefault();
    addAtTop(listOf(root));
  });
}

export function addAtTop(list) {
  const form = list?.querySelector(':scope > .add');
  if (!form) return;
  if (openRows(list)) place(form, list, 'start');
  form.elements.namedItem('title').focus();
}

function place(form, list, where) {
  form.elements.namedItem('place').value = where;
  const rows = openRows(list);
  if (where === 'start') rows.before(form);
  else rows.after(form);
}

/** A line below the subtasks of a row. */
export function addSubtask(row) {
  const list = listOf(row);
  // Where several lists are shown together, there is no line below a row to write on.
  if (!list) return;
  const below = subtasksOf(row);
  const item = document.createElement('li');
  const form = list.querySelector(':scope > .add').cloneNode(true);
  const field = form.elements.namedItem('title');
  form.classList.add('subtask');
  form.elements.namedItem('place').remove();
  const previous = below.findLast(other => !other.matches('.done'))?.dataset.task ?? '';
  for (const [name, value] of Object.entries({ parent: row.dataset.task, previous })) {
    const hidden = document.createElement('input');
    Object.assign(hidden, { type: 'hidden', name, value });
    form.append(hidden);
  }
  field.placeholder = text('addSubtask');
  field.setAttribute('aria-label', text('addSubtask'));
  item.append(form);
  (below.at(-1) ?? row).after(item);
  field.focus();
}

function pendingRow(title, depth) {
  const row = document.createElement('li');
  row.className = `task depth-${depth} pending`;
  const state = document.createElement('span');
  state.className = 'check-button';
  const name = document.createElement('p');
  name.className = 'task-body title';
  name.dir = 'auto';
  name.textContent = title;
  row.append(state, name);
  return row;
}
