// Completes a task, edits it in place, dates it and opens its menu; without scripts, the same buttons and links lead to pages.
import { hasModifier } from '../events.js';
import { isEditable, rowOf } from '../tasks/rows.js';
import { toggleCompleted } from '../tasks/task-actions.js';
import { chooseDate } from './date-menu.js';
import { toggleFold } from './fold.js';
import { editTask, endEditing } from './task-editor.js';
import { openTaskMenu } from './task-menu.js';

export default function taskRows(root) {
  root.addEventListener('click', event => {
    const fold = event.target.closest('.fold-button');
    if (fold) return toggleFold(fold);
    const row = rowOf(event.target);
    // Selecting or dragging may have handled it.
    if (event.defaultPrevented || !isEditable(row) || row.matches('.pending')) return;
    const action = actionOf(event);
    const isEdited = row.matches('.editing');
    if (!action || (isEdited && action !== toggleCompleted)) return;
    event.preventDefault();
    if (isEdited) Promise.resolve(endEditing(row)).then(() => action(document.getElementById(row.id) ?? row));
    else action(row);
  });
}

function actionOf(event) {
  const control = event.target.closest('button.check-button, a, button, .task-body');
  if (control?.matches('.check-button')) return toggleCompleted;
  if (!control || hasModifier(event)) return null;
  if (control.matches('.date-button')) return chooseDate;
  if (control.matches('.menu-button')) return openTaskMenu;
  return control.matches('.name, .task-body') ? row => editTask(row, caretAt(event, control)) : null;
}

/** The place in the title that was pressed. */
function caretAt({ clientX, clientY, detail }, control) {
  if (!control.matches('.name') || detail === 0) return null;
  return document.caretPositionFromPoint?.(clientX, clientY)?.offset ?? null;
}
