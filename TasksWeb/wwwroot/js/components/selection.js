// Selects rows for a bulk action: each gets a check box, and the whole row is its target.
import { get, set, subscribe } from '../store.js';
import { isEditable, rowOf, titleOf } from '../tasks/rows.js';
import { text } from '../tasks/texts.js';

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
  root.addEventListener('change', event => event.target.matches('.select-box') && countSelected());
  root.addEventListener('click', event => {
    if (!get('isSelecting') || event.defaultPrevented || event.target.closest('button, input, summary, a:not(.name)')) return;
    const row = rowOf(event.target);
    if (!row?.querySelector('.select-box')) return;
    event.preventDefault();
    selectRow(row);
  });
}

/** Selects a row, or deselects it. */
export function selectRow(row) {
  if (!isEditable(row) || row.matches('.pending')) return;
  set('isSelecting', true);
  const box = row.querySelector('.select-box');
  box.checked = !box.checked;
  box.focus();
  countSelected();
}

export const selectedRows = () => [...document.querySelectorAll('.task .select-box:checked')].map(rowOf);

export function countSelected() {
  set('selectedCount', selectedRows().length);
}
