// Chooses a list to move tasks to. Typing filters.
import { moveToList } from '../tasks/task-moves.js';
import { optionList } from './option-list.js';
import { closeOnOutsidePress, openPopover } from './popover.js';

let list = null;
let onChoose = null;

export default function listMenu(root) {
  closeOnOutsidePress(root);
  list = optionList(root.querySelector('input'), root.querySelector('[role=listbox]'), option => {
    root.close();
    onChoose(option.dataset.value, option);
  });
}

/** @param choose  gets the id of the list and its option. */
export function openListMenu(anchor, choose, except = '') {
  onChoose = choose;
  list.show(option => option.dataset.value !== except);
  openPopover(document.getElementById('list-menu'), anchor);
}

export function chooseList(row) {
  const button = row.querySelector('.menu-button');
  openListMenu(button?.checkVisibility() ? button : row.querySelector('.name'), id => {
    const fresh = document.getElementById(row.id);
    if (fresh) moveToList(fresh, id);
  }, row.dataset.list);
}
