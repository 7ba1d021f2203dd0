// Rows of tasks, as the page has them.
export const rowOf = element => element?.closest?.('.task') ?? null;
export const columnOf = element => element?.closest?.('.list[data-list]') ?? null;
/** Where scripts take over what a row's buttons do. */
export const isLive = row => row?.closest('.list[data-list], .agenda') != null;
/** Among its brothers and sisters, in an order that people give. */
export const isPlaced = row => row.matches('.list[data-list] > .tasks.open > .task');
export const column = list => document.getElementById(`l-${list}`);
export const titleOf = row => row.querySelector('.name')?.textContent ?? '';
export const pathOf = row => `/tasks/${encodeURIComponent(row.dataset.list)}/${encodeURIComponent(row.dataset.task)}`;
export const depthOf = row => Number(/depth-(\d)/.exec(row.className)?.[1] ?? 0);
export const isDone = row => row.classList.contains('done');
export const openRows = section => [...section.querySelectorAll(':scope > .tasks.open > .task')];

/** The rows below that stand under this one. */
export function below(row) {
  const found = [];
  for (let next = row.nextElementSibling; next?.matches('.task') && depthOf(next) > depthOf(row); next = next.nextElementSibling) found.push(next);
  return found;
}

export function setDepth(row, depth) {
  row.className = row.className.replace(/depth-\d/, `depth-${Math.min(depth, 3)}`);
}

/** Where a row stands, as Google says it: list, parent, and the sibling before. */
export function placeOf(row) {
  const depth = depthOf(row);
  let parent = '';
  let previous = '';
  for (let before = row.previousElementSibling; before?.matches('.task'); before = before.previousElementSibling) {
    if (depthOf(before) < depth) {
      parent = before.dataset.task;
      break;
    }
    if (depthOf(before) === depth && !previous && !isDone(before)) previous = before.dataset.task;
  }
  return { to: columnOf(row)?.dataset.list ?? row.dataset.list, parent, previous };
}

/** Takes the focus to a row, or to what stands nearest when it goes. */
export function focusRow(row) {
  row?.querySelector('.name')?.focus();
}

export function neighbour(row) {
  const family = below(row);
  const rows = [...row.parentElement.children].filter(one => one === row || (one.matches('.task') && !family.includes(one) && one.checkVisibility()));
  const at = rows.indexOf(row);
  return rows[at + 1] ?? rows[at - 1] ?? null;
}
