// Changes the title of a task whose form was never seen here, while the network is away: its notes are not known.
import { mutate, toFields } from '../tasks/mutations.js';
import { focusRow, pathOf } from '../tasks/rows.js';

export function renameOffline(row, at) {
  const name = row.querySelector('.name');
  const before = name.textContent;
  const field = document.createElement('input');
  Object.assign(field, { className: 'rename-input', value: before, maxLength: 2048, dir: 'auto', autocomplete: 'off' });
  field.setAttribute('aria-label', document.getElementById('texts').dataset.title);
  name.hidden = true;
  name.after(field);
  field.focus();
  field.setSelectionRange(at ?? before.length, at ?? before.length);
  let isDone = false;

  function finish(saves) {
    if (isDone) return;
    isDone = true;
    const title = field.value.trim();
    const hadFocus = field === document.activeElement;
    field.remove();
    name.hidden = false;
    if (hadFocus) focusRow(row);
    if (!saves || !title || title === before) return;
    mutate({ action: `${pathOf(row)}/rename`, fields: toFields({ title, before }) }, [row.dataset.list], {
      show() {
        name.textContent = title;
        return () => { name.textContent = before; };
      },
    });
  }

  field.addEventListener('blur', () => finish(true));
  field.addEventListener('keydown', event => {
    event.stopPropagation();
    if (event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    finish(event.key === 'Enter');
  });
}
