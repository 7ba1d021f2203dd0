// What a row does while it is carried, by keyboard or pointer: it takes the depth that fits, and screen readers hear where it is.
import { depthOf, listOf, setDepth, subtasksOf, titleOf, withSubtasks } from './rows.js';
import { text } from './texts.js';

/**
 * Gives a row a depth that is possible where it stands: a subtask stands under a task of the top level and has no subtasks.
 * @param wantsIndent  whether it becomes a subtask where both are possible
 */
export function fitDepth(row, wantsIndent) {
  const subtasks = subtasksOf(row);
  const above = row.previousElementSibling;
  const below = [row, ...subtasks].at(-1).nextElementSibling;
  const isAmongSubtasks = below?.matches('.task') && depthOf(below) > 0;
  if (subtasks.length > 0) {
    // Not into another task's subtasks: after all of them.
    if (isAmongSubtasks) withSubtasks(below).at(-1).after(row, ...subtasks);
    return setDepth(row, 0);
  }
  const canIndent = above?.matches('.task:not(.done, .assigned)') && !row.matches('.assigned');
  setDepth(row, (isAmongSubtasks && above) || (wantsIndent && canIndent) ? 1 : 0);
}

/** "Place 2 of 5 in Work. Under Report." */
export function describePlace(row) {
  const rows = [...row.parentElement.querySelectorAll(':scope > .task')];
  const index = rows.indexOf(row);
  const list = listOf(row).querySelector('h2') ?? document.querySelector('h1');
  const place = text('place', index + 1, rows.length, list.textContent.trim());
  const parent = depthOf(row) > 0 ? rows.slice(0, index).findLast(above => depthOf(above) < depthOf(row)) : null;
  return parent ? `${place} ${text('under', titleOf(parent))}` : place;
}
