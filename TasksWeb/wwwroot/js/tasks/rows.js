// Rows of tasks as the page has them. A subtask is a row of a greater depth right below its parent.
export const rowOf = element => element?.closest?.('.task') ?? null;
export const listOf = element => element?.closest?.('.list[data-list]') ?? null;
export const listById = id => document.getElementById(`l-${id}`);
export const openRows = list => list?.querySelector(':scope > .tasks.open') ?? null;
/** Rows on the board, in the agenda and on the calendar are changed in place; elsewhere their forms and links do it. */
export const isEditable = row => row?.closest('.list[data-list], .agenda, .calendar') != null;
/** Only open tasks in a list have a place that people give them. */
export const isMovable = row => row.matches('.list[data-list] > .tasks.open > .task');
export const isDone = row => row.classList.contains('done');
export const titleOf = row => row.querySelector('.name')?.textContent ?? '';
export const taskPath = (list, task) => `/tasks/${encodeURIComponent(list)}/${encodeURIComponent(task)}`;
export const pathOf = row => taskPath(row.dataset.list, row.dataset.task);

export const depthOf = row => Number(/depth-(\d)/.exec(row.className)?.[1] ?? 0);

export function setDepth(row, depth) {
  row.className = row.className.replace(/depth-\d/, `depth-${Math.min(depth, 3)}`);
}

export function subtasksOf(row) {
  const found = [];
  let next = row.nextElementSibling;
  while (next?.matches('.task') && depthOf(next) > depthOf(row)) {
    found.push(next);
    next = next.nextElementSibling;
  }
  return found;
}

export const withSubtasks = row => [row, ...subtasksOf(row)];

/** Where a row stands, in the terms of Google's tasks.move: list, parent, previous sibling. */
export function placeOf(row) {
  const depth = depthOf(row);
  let parent = '';
  let previous = '';
  for (let above = row.previousElementSibling; above?.matches('.task'); above = above.previousElementSibling) {
    if (depthOf(above) < depth) {
      parent = above.dataset.task;
      break;
    }
    if (depthOf(above) === depth && !previous && !isDone(above)) previous = above.dataset.task;
  }
  return { to: listOf(row)?.dataset.list ?? row.dataset.list, parent, previous };
}

export function focusRow(row) {
  row?.querySelector('.name')?.focus();
}

/** The row that gets the focus when this one goes. */
export function nearestRow(row) {
  const subtasks = subtasksOf(row);
  const rows = [...row.parentElement.children].filter(
    other => other === row || (other.matches('.task') && !subtasks.includes(other) && other.checkVisibility()));
  const index = rows.indexOf(row);
  return rows[index + 1] ?? rows[index - 1] ?? null;
}
