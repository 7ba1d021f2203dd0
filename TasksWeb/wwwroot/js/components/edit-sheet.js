// Edits a task over the page, with its subtasks: on a phone on a sheet that rises from the bottom, elsewhere in a popover at a
// task that has no room for a form.
import { placeAt } from './popover.js';
import { pullToClose } from './pull.js';
import { subtaskList } from './sheet-subtasks.js';

const PHONE = matchMedia('(max-width: 39.9375rem)');

/** No page is shown with a sheet: its styles come after the page. */
export const styled = new Promise(resolve => {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('../../css/pages/edit-sheet.css', import.meta.url);
  link.onload = link.onerror = resolve;
  document.head.append(link);
});

/**
 * @param known   the subtasks as the server lists them with the form
 * @param finish  saves and ends editing: called when the sheet is left by a press beside it, a pull, or the back button
 */
export function openSheet(row, form, known, finish) {
  const sheet = document.createElement('dialog');
  const handle = document.createElement('div');
  const name = row.querySelector('.name');
  handle.className = 'sheet-handle';
  sheet.className = 'dialog edit-sheet';
  sheet.setAttribute('aria-label', name.textContent);
  // A form that comes back after a refusal has them.
  if (!form.querySelector('.sheet-subtasks')) form.querySelector('.chips').before(subtaskList(row, form, known));
  sheet.append(handle, form);
  row.append(sheet);
  sheet.addEventListener('cancel', event => {
    event.preventDefault();
    finish();
  });
  sheet.addEventListener('pointerdown', event => {
    const { top, bottom, left, right } = sheet.getBoundingClientRect();
    const { target, clientX: x, clientY: y } = event;
    if (target === sheet && (y < top || y > bottom || x < left || x > right)) finish();
  });
  pullToClose(handle, sheet, finish);
  sheet.classList.toggle('popover', !PHONE.matches);
  sheet.showModal();
  if (!PHONE.matches) placeAt(sheet, name);
}
