// Edits a task in its row. Without scripts, its title leads to its page, which holds the same form.
import { mutate, toFields } from '../tasks/mutations.js';
import { focusRow, pathOf, rowOf } from '../tasks/rows.js';
import { text } from '../tasks/texts.js';
import { toast } from './toast.js';

/** { row, form, saved: what the form held when it was opened } */
let editor = null;

const serialize = form => `${new URLSearchParams(new FormData(form))}`;

export default function taskEditor(form) {
  // On the task's own page, the browser sends it.
  if (!rowOf(form)) return;

  form.addEventListener('submit', event => {
    event.preventDefault();
    save();
  });
  form.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      close(true);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  });
  form.querySelector('[data-cancel]').addEventListener('click', event => {
    event.preventDefault();
    close(true);
  });
}

addEventListener('beforeunload', event => {
  if (editor && serialize(editor.form) !== editor.saved) event.preventDefault();
});

export async function editTask(row) {
  if (editor?.row === row) return;
  close();
  row.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(`${pathOf(row)}/form`, { headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error(`${response.status}`);
    open(row, new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('form.task-form'));
  } catch {
    location.assign(pathOf(row));
  } finally {
    row.removeAttribute('aria-busy');
  }
}

function open(row, form) {
  document.getElementById(form.id)?.remove();
  row.classList.add('editing');
  row.append(form);
  editor = { row, form, saved: serialize(form) };
  const title = form.elements.namedItem('title');
  title.focus();
  title.setSelectionRange(title.value.length, title.value.length);
}

/** The row may have been replaced by a fresh one meanwhile. */
const reopen = (row, form) => open(document.getElementById(row.id) ?? row, form);

function detach() {
  const { row, form } = editor;
  editor = null;
  form.remove();
  row.classList.remove('editing');
}

/** Closes without saving; what was written can be brought back. */
function close(takesFocus = false) {
  if (!editor) return;
  const { row, form, saved } = editor;
  const isChanged = serialize(form) !== saved;
  detach();
  if (takesFocus) focusRow(row);
  if (isChanged) toast(text('dropped'), [{ text: text('undo'), run: () => reopen(row, form) }]);
}

function save() {
  const { row, form } = editor;
  if (!form.reportValidity()) return;
  const list = row.dataset.list;
  const fields = toFields(form);
  const name = row.querySelector('.name');
  const title = name.textContent;
  detach();
  focusRow(row);
  mutate({ action: form.getAttribute('action'), fields }, [list, form.elements.namedItem('toList')?.value ?? list], {
    show() {
      name.textContent = form.elements.namedItem('title').value.trim() || title;
      return () => { name.textContent = title; };
    },
    onError({ code, status }) {
      if (code === 'conflict') return showConflict(form);
      if (status !== 404) {
        reopen(row, form);
        return false;
      }
      toast(text('gone'), [{ text: text('asNew'), run: () => addAsNew(list, form) }]);
      return true;
    },
  });
}

/** Sends the form to the page that shows both versions. */
function showConflict(form) {
  form.hidden = true;
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
  return true;
}

/** The task was deleted elsewhere: what was written becomes a new one. */
function addAsNew(list, form) {
  const { title, notes, due, toList } = Object.fromEntries(new FormData(form));
  const to = toList ?? list;
  return mutate({ action: '/tasks/new/tasks', fields: toFields({ title, notes, due, to, level: 0, isDone: false }) }, [to]);
}
