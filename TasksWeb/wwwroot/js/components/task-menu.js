// All actions of a task, at its button. Typing filters them.
import { startMove } from '../tasks/keyboard-move.js';
import { depthOf, isDone, isEditable, isMovable, titleOf } from '../tasks/rows.js';
import { copyLink, deleteRows, duplicate, toggleCompleted } from '../tasks/task-actions.js';
import { indent, moveDown, moveUp, outdent } from '../tasks/task-moves.js';
import { text } from '../tasks/texts.js';
import { addSubtask } from './add-task.js';
import { chooseDate } from './date-menu.js';
import { chooseList } from './list-menu.js';
import { optionList } from './option-list.js';
import { closeOnOutsidePress, openPopover } from './popover.js';
import { selectRow } from './selection.js';
import { editTask } from './task-editor.js';
import { toast } from './toast.js';

const FOR_PLACES = ['up', 'down', 'in', 'out', 'grab'];
let row = null;
let list = null;

const actions = {
  edit: editTask,
  complete: toggleCompleted,
  date: chooseDate,
  subtask: addSubtask,
  move: chooseList,
  up: moveUp,
  down: moveDown,
  in: indent,
  out: outdent,
  grab: startMove,
  select: selectRow,
  duplicate,
  link: copyLink,
  delete: target => deleteRows([target]),
};

export default function taskMenu(root) {
  closeOnOutsidePress(root);
  list = optionList(root.querySelector('input'), root.querySelector('[role=listbox]'), option => {
    root.close();
    // The row may have been replaced or removed while the menu was open.
    row = document.getElementById(row.id);
    if (row) actions[option.dataset.value](row);
    else toast(text('gone'));
  });
}

export function openTaskMenu(target) {
  if (!isEditable(target)) return;
  row = target;
  const root = document.getElementById('task-menu');
  root.setAttribute('aria-label', `${root.querySelector('span').textContent} ${titleOf(row)}`);
  list.show(isOffered);
  openPopover(root, target.matches('.editing') ? target.querySelector('[data-edit=menu]') : anchorIn(target, '.menu-button'));
}

/** On a phone the row has no buttons of its own. */
export function anchorIn(target, button) {
  const found = target.querySelector(button);
  return found?.checkVisibility() ? found : target.querySelector('.name');
}

function isOffered({ dataset: { value: name, when } }) {
  if ((when === 'open' && isDone(row)) || (when === 'done' && !isDone(row))) return false;
  if (name === 'subtask' && (depthOf(row) > 0 || !row.matches('.list *'))) return false;
  if (name === 'edit' && row.matches('.editing')) return false;
  if (FOR_PLACES.includes(name) && !isMovable(row)) return false;
  if (name === 'up' && row.previousElementSibling === null) return false;
  return !(name === 'in' && (depthOf(row) > 0 || row.previousElementSibling === null)) && !(name === 'out' && depthOf(row) === 0);
}
