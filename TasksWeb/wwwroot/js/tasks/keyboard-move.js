// Moves a row with the keyboard: arrows move it, Enter drops it, Escape puts it back. Screen readers hear each step.
import { get, set } from '../store.js';
import { describePlace, fitDepth } from './carry.js';
import { depthOf, focusRow, isMovable, listOf, openRows, titleOf, withSubtasks } from './rows.js';
import { rememberPlace, savePlace } from './task-moves.js';
import { announce, text } from './texts.js';

export function startMove(row) {
  if (!isMovable(row)) return announce(text('edge'));
  row.classList.add('grabbed');
  set('carried', { row, restore: rememberPlace(row), list: row.dataset.list, byKeyboard: true });
  focusRow(row);
  announce(text('grabbed', titleOf(row)));
}

/** @returns whether the key was taken: while a row is moved, all are. */
export function handleMoveKey(event) {
  const carried = get('carried');
  if (!carried?.byKeyboard) return false;
  const { row, restore, list } = carried;
  const step = {
    ArrowUp: () => moveByOne(row, -1),
    ArrowDown: () => moveByOne(row, 1),
    ArrowLeft: () => (event.shiftKey ? outdent(row) : moveAcross(row, -1)),
    ArrowRight: () => (event.shiftKey ? fitDepth(row, true) : moveAcross(row, 1)),
  }[event.key];
  if (step) {
    event.preventDefault();
    step();
    row.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    focusRow(row);
    announce(describePlace(row));
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    endMove(row);
    announce(text('droppedAt', describePlace(row)));
    savePlace(row, restore, list);
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    endMove(row);
    restore();
    focusRow(row);
    announce(text('putBack', titleOf(row)));
  }
  return true;
}

function endMove(row) {
  row.classList.remove('grabbed');
  set('carried', null);
}

/** One row up or down; past whole groups when it has subtasks itself. */
function moveByOne(row, direction) {
  const rows = withSubtasks(row);
  const hasSubtasks = rows.length > 1;
  let target = direction < 0 ? row.previousElementSibling : rows.at(-1).nextElementSibling;
  if (!target?.matches('.task')) return;
  if (direction < 0) {
    if (hasSubtasks) while (depthOf(target) > 0) target = target.previousElementSibling;
    target.before(...rows);
  } else {
    if (hasSubtasks) target = withSubtasks(target).at(-1);
    target.after(...rows);
  }
  fitDepth(row, depthOf(row) > 0);
}

function moveAcross(row, direction) {
  const lists = [...document.querySelectorAll('.board > .list')];
  const target = openRows(lists[lists.indexOf(listOf(row)) + direction]);
  if (!target) return;
  target.prepend(...withSubtasks(row));
  fitDepth(row, false);
}

function outdent(row) {
  let last = row;
  while (last.nextElementSibling?.matches('.task') && depthOf(last.nextElementSibling) > 0) last = last.nextElementSibling;
  if (last !== row) last.after(row);
  fitDepth(row, false);
}
