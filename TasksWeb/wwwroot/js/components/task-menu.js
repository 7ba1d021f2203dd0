// All actions of a task: beside its button on a large screen, at the bottom of a small one.
import { depthOf, isDone, isEditable, isMovable, pathOf, titleOf } from '../tasks/rows.js';
import { startMove } from '../tasks/keyboard-move.js';
import { deleteRows, setDue, toggleCompleted } from '../tasks/task-actions.js';
import { indent, moveDown, moveToList, moveUp, outdent } from '../tasks/task-moves.js';
import { text } from '../tasks/texts.js';
import { selectRow } from './selection.js';
import { editTask } from './task-editor.js';
import { toast } from './toast.js';

const MARGIN = 8;
const FOR_PLACES = ['up', 'down', 'in', 'out', 'grab'];
let row = null;

const dialog = () => document.getElementById('task-menu');

const actions = {
  edit: editTask,
  complete: toggleCompleted,
  today: target => setDue(target, day(0)),
  tomorrow: target => setDue(target, day(1)),
  week: target => setDue(target, day(7)),
  undated: target => setDue(target, ''),
  up: moveUp,
  down: moveDown,
  in: indent,
  out: outdent,
  grab: startMove,
  select: selectRow,
  delete: target => deleteRows([target]),
  page: target => location.assign(pathOf(target)),
};

export default function taskMenu(root) {
  root.addEventListener('click', event => {
    const name = event.target.closest('[data-do]')?.dataset.do;
    if (name) run(actions[name]);
  });

  root.querySelector('[data-move]').addEventListener('submit', event => {
    event.preventDefault();
    const list = root.querySelector('select').value;
    if (list) run(target => moveToList(target, list));
  });

  function run(action) {
    root.close();
    // The row may have been replaced or removed while the menu was open.
    row = document.getElementById(row.id);
    if (row) action(row);
    else toast(text('gone'));
  }
}

export function openTaskMenu(target) {
  if (!isEditable(target)) return;
  row = target;
  const root = dialog();
  root.querySelector('[data-title]').textContent = titleOf(row);
  for (const button of root.querySelectorAll('[data-do]')) button.hidden = !isOffered(button.dataset);
  root.querySelector('select').value = '';
  for (const option of root.querySelectorAll('select option')) option.hidden = option.value === row.dataset.list;
  root.showModal();
  const { bottom, right } = row.querySelector('.icon-button').getBoundingClientRect();
  root.style.setProperty('--x', `${clamp(right - root.offsetWidth, innerWidth - root.offsetWidth - MARGIN)}px`);
  root.style.setProperty('--y', `${clamp(bottom, innerHeight - root.offsetHeight - MARGIN)}px`);
}

function isOffered({ do: name, when }) {
  if ((when === 'open' && isDone(row)) || (when === 'done' && !isDone(row))) return false;
  if (FOR_PLACES.includes(name) && !isMovable(row)) return false;
  return !(name === 'in' && depthOf(row) > 0) && !(name === 'out' && depthOf(row) === 0);
}

const clamp = (value, max) => Math.max(MARGIN, Math.min(value, max));

/** @returns the day so many days after the reader's today, as yyyy-MM-dd. */
function day(offset) {
  const [year, month, date] = dialog().dataset.today.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + offset)).toISOString().slice(0, 10);
}
