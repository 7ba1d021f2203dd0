// Completes a task, edits it in place and opens its menu; without scripts, the same buttons and links lead to pages.
import { hasModifier } from '../events.js';
import { isEditable, rowOf } from '../tasks/rows.js';
import { toggleCompleted } from '../tasks/task-actions.js';
import { editTask } from './task-editor.js';
import { openTaskMenu } from './task-menu.js';

export default function taskRows(root) {
  root.addEventListener('click', event => {
    const row = rowOf(event.target);
    // Selecting or dragging may have handled it.
    if (event.defaultPrevented || !isEditable(row) || row.matches('.pending')) return;
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    action(row);
  });
}

function actionOf(event) {
  const control = event.target.closest('button.check-button, .name, .icon-button');
  if (control?.matches('.check-button')) return toggleCompleted;
  if (!control || hasModifier(event)) return null;
  return control.matches('.name') ? editTask : openTaskMenu;
}
