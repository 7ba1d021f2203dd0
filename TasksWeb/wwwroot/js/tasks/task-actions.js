// What people do with tasks, each shown at once.
import { toast } from '../components/toast.js';
import { mutate, toFields } from './mutations.js';
import { deleteLater } from './pending-deletes.js';
import { leave } from './leave.js';
import { focusRow, isDone, listOf, nearestRow, pathOf, setDepth, subtasksOf, titleOf, withSubtasks } from './rows.js';
import { text } from './texts.js';

export function toggleCompleted(row) {
  const wasDone = isDone(row);
  return mutate({ action: `${pathOf(row)}/${wasDone ? 'reopen' : 'complete'}` }, [row.dataset.list], {
    show() {
      showCompleted(row, !wasDone);
      return () => showCompleted(row, wasDone);
    },
    settle: () => !wasDone && settleCompleted(row),
  });
}

/** Moves a completed row out of the open ones. @returns whether the page now shows all that has changed. */
function settleCompleted(row) {
  const fresh = document.getElementById(row.id);
  const list = listOf(fresh);
  const fold = list?.querySelector('[data-fold=completed]');
  const isLast = fresh?.parentElement.childElementCount === 1;
  // The calendar and the page of a task show it where it was.
  if (!fresh || isLast || fresh.matches('.calendar-task, .tasks-below *') || subtasksOf(fresh).length > 0 || (list && !fold)) return false;
  if (fold) {
    const count = fold.querySelector('.count');
    count.textContent = Number(count.textContent) + 1;
    countSubtask(document.getElementById(`t-${fresh.dataset.parent}`));
  }
  const completed = list?.querySelector(':scope > .tasks.completed');
  leave(fresh, () => {
    if (!completed) return fresh.remove();
    setDepth(fresh, 0);
    completed.prepend(fresh);
  });
  return true;
}

/** One more of a task's subtasks is completed: "2/5" becomes "3/5". */
function countSubtask(parent) {
  const button = parent?.querySelector('.fold-button');
  if (!button) return;
  const [done, all] = button.lastChild.textContent.split('/').map(Number);
  button.lastChild.textContent = `${done + 1}/${all}`;
  button.querySelector('.pie-done').setAttribute('stroke-dasharray', `${(100 * (done + 1)) / all} 100`);
}

function showCompleted(row, isCompleted) {
  row.classList.toggle('done', isCompleted);
  const button = row.querySelector('.check-button');
  button.setAttribute('formaction', `${pathOf(row)}/${isCompleted ? 'reopen' : 'complete'}`);
  const label = isCompleted ? 'label-reopen' : 'label-complete';
  button.setAttribute('aria-labelledby', `${label} ${row.querySelector('.name').id}`);
}

/** @param due  a day as yyyy-MM-dd, or nothing. */
export function setDue(row, due) {
  return mutate({ action: `${pathOf(row)}/due`, fields: toFields({ due }) }, [row.dataset.list]);
}

export function duplicate(row) {
  return mutate({ action: `${pathOf(row)}/duplicate` }, [row.dataset.list]);
}

export async function copyLink(row) {
  await navigator.clipboard.writeText(new URL(pathOf(row), location.href).href);
  toast(text('linkCopied'));
}

/**
 * Deletes rows with their subtasks. An assigned task is deleted at its source too, so its own page asks first: alone it leads
 * there, among others it stays.
 */
export function deleteRows(rows) {
  const assigned = rows.filter(row => row.matches('.assigned'));
  if (assigned.length === rows.length) {
    if (rows.length > 1) toast(text('assigned', assigned.length));
    else location.assign(`${pathOf(assigned[0])}/delete`);
    return;
  }
  const all = new Set(rows.filter(row => !assigned.includes(row)).flatMap(withSubtasks));
  const parents = [...all].filter(row => !all.has(document.getElementById(`t-${row.dataset.parent}`)));
  const [first] = parents;
  const isOne = parents.length === 1;
  const change = {
    action: isOne ? `${pathOf(first)}/delete` : '/tasks/bulk',
    fields: isOne ? [] : [['todo', 'delete'], ...parents.map(row => ['pick', `${row.dataset.list}/${row.dataset.task}`])],
    hides: [...all].map(({ dataset }) => CSS.escape(dataset.task)).map(id => `[data-task="${id}"], [data-parent="${id}"]`).join(),
    lists: [...new Set([...all].map(row => row.dataset.list))],
  };
  const message = isOne ? text('deleted', titleOf(first)) : text('deletedMany', parents.length);
  deleteLater(change, assigned.length > 0 ? `${message} · ${text('assigned', assigned.length)}` : message, () => {
    focusRow(first);
    return isOne ? text('restored', titleOf(first)) : text('restoredMany', parents.length);
  });
  focusRow(nearestRow([...all].at(-1)));
}
