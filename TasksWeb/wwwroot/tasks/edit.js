// A task is edited where it stands. Without this, its title leads to its page.
import { act } from './act.js';
import { focusRow, isLive, pathOf, rowOf } from './rows.js';
import { toast } from './toast.js';
import { announce, word } from './words.js';

let editor = null;

export async function edit(row) {
  if (editor?.row === row) return;
  if (editor && !close()) return;
  row.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(`${pathOf(row)}/form`, { headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error();
    const form = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('form.edit');
    listen(form);
    open(row, form);
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
  editor = { row, form, before: written(form) };
  const title = form.elements.namedItem('title');
  title.focus();
  title.setSelectionRange(title.value.length, title.value.length);
}

function listen(form) {
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
  form.querySelector('[data-cancel]')?.addEventListener('click', event => {
    event.preventDefault();
    close(true);
  });
}

const written = form => `${new URLSearchParams(new FormData(form))}`;

/** Closes the editor; what was written and not saved can be brought back. */
function close(takesFocus = false) {
  if (!editor) return true;
  const { row, form, before } = editor;
  const isChanged = written(form) !== before;
  editor = null;
  form.remove();
  row.classList.remove('editing');
  if (takesFocus) focusRow(row);
  if (isChanged) toast(word('dropped'), [{ text: word('undo'), run: () => open(document.getElementById(row.id) ?? row, form) }]);
  return true;
}

function save() {
  const { row, form } = editor;
  if (!form.reportValidity()) return;
  const list = row.dataset.list;
  const fields = [...new FormData(form)].map(([name, value]) => ({ name, value }));
  editor = null;
  form.remove();
  row.classList.remove('editing');
  const name = row.querySelector('.name');
  const old = name.textContent;
  focusRow(row);
  act({ action: form.getAttribute('action'), fields }, [list, form.elements.namedItem('toList')?.value ?? list], {
    show() {
      name.textContent = form.elements.namedItem('title').value.trim() || old;
      return () => { name.textContent = old; };
    },
    refused({ code, status }) {
      if (code === 'conflict') {
        // The page shows both versions, with what was written.
        form.hidden = true;
        document.body.append(form);
        HTMLFormElement.prototype.submit.call(form);
        return true;
      }
      if (status !== 404) open(document.getElementById(row.id) ?? row, form);
      else toast(word('gone'), [{ text: word('asNew'), run: () => addAsNew(list, form) }]);
      return status === 404;
    },
  });
}

/** The task is no longer there: what was written about it becomes another one. */
function addAsNew(list, form) {
  const value = name => form.elements.namedItem(name).value;
  const to = form.elements.namedItem('toList')?.value ?? list;
  const fields = { title: value('title'), notes: value('notes'), due: value('due'), to, level: 0, isDone: false };
  act({ action: '/tasks/new/tasks', fields: Object.entries(fields).map(([name, value]) => ({ name, value })) }, [to]);
}

document.addEventListener('click', event => {
  const name = event.target.closest?.('.task .name');
  if (!name || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || document.body.matches('.selecting')) return;
  const row = rowOf(name);
  if (!isLive(row) || row.matches('.pending')) return;
  event.preventDefault();
  edit(row);
});

addEventListener('beforeunload', event => {
  if (editor && written(editor.form) !== editor.before) event.preventDefault();
});

// Limits are said while writing.
function count(field) {
  const limit = Number(field.dataset.limit);
  const left = limit - [...field.value].length;
  let note = field.parentElement.querySelector('.left');
  if (!note) {
    note = document.createElement('p');
    note.className = 'left soft small';
    field.after(note);
  }
  note.textContent = left <= limit / 10 ? field.dataset.counts.replace('{0}', left.toLocaleString()) : '';
  note.hidden = note.textContent === '';
  field.setCustomValidity(left < 0 ? note.textContent : '');
  if (left === 0) announce(note.textContent);
}
document.addEventListener('input', event => event.target.matches?.('[data-counts]') && count(event.target));
