// The keyboard shortcuts of the pages of tasks. The dialog that ? opens lists them.
import { get, set } from '../store.js';
import { handleMoveKey, startMove } from '../tasks/keyboard-move.js';
import { focusRow, listOf, rowOf } from '../tasks/rows.js';
import { copyLink, deleteRows, duplicate, toggleCompleted } from '../tasks/task-actions.js';
import { indent, moveDown, moveUp, outdent } from '../tasks/task-moves.js';
import { undo } from '../tasks/undo.js';
import { addAtTop, addSubtask } from './add-task.js';
import { chooseDate } from './date-menu.js';
import { chooseList } from './list-menu.js';
import { openPalette } from './palette.js';
import { selectRow } from './selection.js';
import { shortcutsAreOn } from './shortcut-switch.js';
import { editTask } from './task-editor.js';
import { openTaskMenu } from './task-menu.js';

const forRows = {
  c: toggleCompleted, d: chooseDate, e: row => editTask(row), l: chooseList, m: startMove, x: selectRow, N: addSubtask,
  '.': openTaskMenu, ']': indent, '[': outdent,
  Delete: row => deleteRows([row]), '#': row => deleteRows([row]),
};
const forRowsWithAlt = { ArrowUp: moveUp, ArrowDown: moveDown };
const anywhere = {
  j: () => focusNextRow(1),
  k: () => focusNextRow(-1),
  n: () => addAtTop(listOf(document.activeElement) ?? document.querySelector('.list[data-list]')),
  '/': openPalette,
  u: () => undo(),
  '?': () => document.getElementById('shortcuts').showModal(),
};

const isTextField = element => element.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') !== null;
const hasCommand = event => event.ctrlKey || event.metaKey;
const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }) => key === 'z' && (ctrlKey || metaKey) && !shiftKey && !altKey;

export default function keyboard(root) {
  root.addEventListener('keydown', event => {
    if (handleMoveKey(event)) return;
    const run = shortcutOf(event);
    if (!run) return;
    event.preventDefault();
    run();
  });
}

function shortcutOf(event) {
  const { target, key } = event;
  if (isUndo(event)) return isTextField(target) ? null : () => undo();
  if (hasCommand(event) && key === 'k') return openPalette;
  const focused = isTextField(target) ? null : rowOf(target);
  if (hasCommand(event) && focused && key === 'd') return () => duplicate(focused);
  if (hasCommand(event) && focused && event.shiftKey && key === 'C') return () => copyLink(focused);
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return null;
  if (document.querySelector('dialog[open]')) return null;
  if (key === 'Escape') return get('isSelecting') ? () => set('isSelecting', false) : null;
  if (isTextField(target)) return null;
  const row = rowOf(target);
  if (event.altKey) return row && forRowsWithAlt[key] && (() => forRowsWithAlt[key](row));
  if (!shortcutsAreOn()) return null;
  if (row && forRows[key]) return () => forRows[key](row);
  const link = /^[a-z/]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
  return anywhere[key] ?? (link && (() => link.click()));
}

/** Looks no further than the next row that is seen: a board can have thousands. */
function focusNextRow(step) {
  const rows = [...document.querySelectorAll('main .task')];
  const focused = rows.indexOf(rowOf(document.activeElement));
  const ahead = focused < 0 ? rows : step > 0 ? rows.slice(focused + 1) : rows.slice(0, focused).reverse();
  focusRow(ahead.find(row => row.checkVisibility()));
}
