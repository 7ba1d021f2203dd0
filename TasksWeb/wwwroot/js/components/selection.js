// Selects rows for a bulk action: each gets a check box, and the whole row is its target.
import { get, set, subscribe } from '../store.js';
import { isEditable, rowOf, titleOf } from '../tasks/rows.js';
import { text } from '../tasks/texts.js';

/** The row that was selected last: a range ends there. */
let anchor = null;

export default function selection(root) {
  const addCheckboxes = () => {
    if (!get('isSelecting')) return;
    for (const row of root.querySelectorAll('.task:not(.pending)')) {
      if (row.querySelector('.select-box')) continue;
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.className = 'select-box';
      box.setAttribute('aria-label', text('select', titleOf(row)));
      row.prepend(box);
    }
  };

  subscribe('isSelecting', isSelecting => {
    if (isSelecting) addCheckboxes();
    else for (const box of root.querySelectorAll('.select-box')) box.remove();
  });
  root.addEventListener('rows', addCheckboxes);
  root.addEventListener('change', event => event.target.matches('.select-box') && noteSelected(event.target));
  root.addEventListener('click', event => {
    if (event.shiftKey && anchor && event.target.matches('.select-box')) selectRange(root, anchor, rowOf(event.target));
    if (!get('isSelecting') || event.defaultPrevented || event.target.closest('button, input, summary, a:not(.name)')) return;
    const row = rowOf(event.target);
    if (!row?.querySelector('.select-box')) return;
    event.preventDefault();
    selectRow(row);
  });
}

function noteSelected(box) {
  anchor = rowOf(box);
  countSelected();
}

/** Shift-click selects all rows between the last selected one and this. */
function selectRange(root, from, to) {
  const rows = [...root.querySelectorAll('.task')].filter(row => row.checkVisibility());
  const [first, last] = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b);
  if (first < 0) return;
  for (const row of rows.slice(first, last + 1)) row.querySelector('.select-box').checked = true;
  countSelected();
}

/** Selects a row, or deselects it. */
export function selectRow(row) {
  if (!isEditable(row) || row.matches('.pending')) return;
  set('isSelecting', true);
  const box = row.querySelector('.select-box');
  box.checked = !box.checked;
  box.focus();
  noteSelected(box);
}

export const selectedRows = () => [...document.querySelectorAll('.task .select-box:checked')].map(rowOf);

export function countSelected() {
  set('selectedCount', selectedRows().length);
}
