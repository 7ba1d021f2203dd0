// Edits a task in its row: what is written is saved when the focus leaves, after a pause, and on Ctrl+Enter; Escape restores it.
// Without scripts, the title leads to the task's page, which holds the same form.
import { get } from '../store.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { focusRow, isEditable, listOf, pathOf, rowOf } from '../tasks/rows.js';
import { deleteRows } from '../tasks/task-actions.js';
import { text } from '../tasks/texts.js';
import { parsePage } from '../trusted.js';
import { addSubtask } from './add-task.js';
import { icon } from './icon.js';
import { showChips } from './task-chips.js';
import { openTaskMenu } from './task-menu.js';
import { toast } from './toast.js';

export const PAUSE = 2000;
const PHONE = matchMedia('(max-width: 39.9375rem)');

/** { row, form, opened: what the form held at opening, saved: what was sent last } */
let editor = null;
let timer = 0;
/** What is being sent, by the id of the row. */
const saves = new Map();

/** The base is what the server compares with; it changes with each save. */
const NOT_WRITTEN = ['base', '__RequestVerificationToken'];
export const serialize = data => `${new URLSearchParams([...data].filter(([name]) => !NOT_WRITTEN.includes(name)))}`;

export default function taskEditor(form) {
  // The task's own page has an editor of its own.
  if (!rowOf(form)) return;
  const { elements } = form;
  form.querySelector('.edit-foot').hidden = false;
  // Where several lists are shown together, there is no line below a row to write a subtask on.
  if (!listOf(form)) form.querySelector('[data-edit=subtask]')?.remove();
  showChips(form, name => (name === 'due' ? save() : finish()));

  form.addEventListener('submit', event => {
    event.preventDefault();
    finish();
  });
  form.addEventListener('keydown', event => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      restore();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.target === elements.namedItem('title'))) {
      event.preventDefault();
      finish();
    }
  });
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener('focusout', () => setTimeout(() => {
    const isElsewhere = editor?.form === form && document.hasFocus() && !form.contains(document.activeElement)
      && !document.querySelector('dialog[open]') && document.activeElement !== document.body;
    if (isElsewhere) finish(false);
  }));
  form.addEventListener('click', event => {
    const name = event.target.closest('[data-edit]')?.dataset.edit;
    if (name) edits[name](editor.row);
  });
}

const edits = {
  subtask(row) {
    finish();
    addSubtask(row);
  },
  delete(row) {
    finish();
    deleteRows([row]);
  },
  menu(row) {
    // A sheet makes room for the menu.
    if (editor.form.closest('dialog')) finish(false);
    openTaskMenu(row);
  },
};

// A press elsewhere ends editing, also where nothing takes the focus.
addEventListener('pointerdown', event => {
  if (editor && !editor.row.contains(event.target) && !event.target.closest('dialog, .toast')) finish(false);
});

addEventListener('pagehide', () => editor && save());

/** @param at  where in the title the caret goes; its end if nothing. */
export async function editTask(row, at) {
  if (editor?.row === row || !isEditable(row)) return;
  if (editor) finish(false);
  row.setAttribute('aria-busy', 'true');
  try {
    // Until it has been answered, the server may still give the form of before.
    await saves.get(row.id);
    // It may have been refused, and be edited again.
    if (editor?.row.id === row.id) return;
    const response = await fetch(`${pathOf(row)}/form`, { headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error(`${response.status}`);
    const page = parsePage(await response.text());
    const subtasks = page.querySelectorAll('[data-subtasks] > li');
    await open(row, withWaitingEdit(pathOf(row), page.querySelector('form.task-form')), at, subtasks);
  } catch {
    if (get('isOffline') || !navigator.onLine) import('./rename-offline.js').then(({ renameOffline }) => renameOffline(row, at));
    else location.assign(pathOf(row));
  } finally {
    row.removeAttribute('aria-busy');
  }
}

/** Without the network the form may be one that was seen before what has been written since. */
export function withWaitingEdit(path, form) {
  const edit = get('changes').findLast(({ action, refusal }) => action === path && !refusal);
  for (const [name, value] of edit?.fields ?? []) {
    const field = form.elements.namedItem(name);
    if (field && name !== 'base') field.value = value;
  }
  return form;
}

/**
 * @param known     the row; a fresh one may take its place meanwhile
 * @param subtasks  as the server lists them: a sheet shows them
 */
async function open(known, form, at, subtasks) {
  const sheet = (PHONE.matches || known.matches('.calendar-task')) && await import('./edit-sheet.js');
  await sheet?.styled;
  const row = document.getElementById(known.id) ?? known;
  if (editor) finish(false);
  document.getElementById(form.id)?.remove();
  row.classList.add('editing');
  if (sheet) sheet.openSheet(row, form, subtasks, () => editor?.form === form && finish());
  else row.append(form);
  editor = { row, form, opened: new FormData(form), saved: serialize(new FormData(form)) };
  const title = form.elements.namedItem('title');
  title.focus({ preventScroll: true });
  title.setSelectionRange(at ?? title.value.length, at ?? title.value.length);
  if (!sheet) row.scrollIntoView({ block: 'nearest' });
}

function close(takesFocus) {
  const { row, form } = editor;
  clearTimeout(timer);
  editor = null;
  row.classList.remove('editing');
  const dialog = form.closest('dialog');
  // What a popover stands at learns of it.
  if (dialog?.matches('.popover')) dialog.close();
  (dialog ?? form).remove();
  if (takesFocus) focusRow(row);
}

/** Puts back what stood there at opening; what was written can be had again. */
function restore() {
  const { row, form, opened } = editor;
  const written = new FormData(form);
  const isChanged = serialize(written) !== serialize(opened);
  for (const [name, value] of opened) if (name !== 'base') form.elements.namedItem(name).value = value;
  if (serialize(new FormData(form)) !== editor.saved) save();
  close(true);
  if (!isChanged) return;
  const offer = () => toast(text('dropped'), [{
    text: text('undo'),
    run() {
      for (const [name, value] of written) if (name !== 'base') form.elements.namedItem(name).value = value;
      open(row, form).then(() => { editor.saved = ''; });
    },
  }]);
  // The row is painted first.
  requestAnimationFrame(() => setTimeout(offer));
}

function finish(takesFocus = true) {
  if (!editor.form.reportValidity()) return null;
  const change = save(false);
  close(takesFocus);
  return change;
}

/** Before something else is done with a row that is edited. @returns a promise of what was saved. */
export const endEditing = row => (editor?.row === row ? finish(false) : null);

/** Sends what was written if it is new. @param staysOpen  whether the row stays a form. */
function save(staysOpen = true) {
  clearTimeout(timer);
  const { row, form, saved } = editor;
  const written = serialize(new FormData(form));
  if (written === saved || !form.checkValidity()) return null;
  editor.saved = written;
  const list = row.dataset.list;
  const name = row.querySelector('.name');
  const before = name.textContent;
  const state = form.querySelector('.save-state');
  state.textContent = text('saving');
  const lists = [list, form.elements.namedItem('toList')?.value ?? list];
  const change = mutate({ action: form.getAttribute('action'), fields: toFields(form) }, lists, {
    isQuiet: staysOpen,
    show() {
      name.textContent = form.elements.namedItem('title').value.trim() || before;
      return () => { name.textContent = before; };
    },
    onError({ code, status }) {
      if (code === 'conflict') return showConflict(form);
      if (status !== 404) {
        if (!staysOpen) open(row, form);
        // The page's own message would stand behind a sheet.
        state.textContent = form.closest('dialog') ? text('refused') : '';
        return false;
      }
      toast(text('gone'), [{ text: text('asNew'), run: () => addAsNew(list, form) }]);
      return true;
    },
  });
  saves.set(row.id, change);
  return change.then(receipt => {
    if (saves.get(row.id) === change) saves.delete(row.id);
    const base = receipt?.undo?.fields.find(field => field.name === 'base')?.value;
    if (receipt?.isWaiting) state.replaceChildren(icon('clock'), text('waitingMark'));
    if (!base) return;
    form.elements.namedItem('base').value = base;
    state.replaceChildren(icon('check'), text('savedNote'));
  });
}

/** Sends the form to the page that shows both versions. */
function showConflict(form) {
  if (editor?.form === form) close(false);
  form.hidden = true;
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
  return true;
}

/** The task was deleted elsewhere: what was written becomes a new one. */
export function addAsNew(list, form) {
  const { title, notes, due, toList } = Object.fromEntries(new FormData(form));
  const to = toList ?? list;
  return mutate({ action: '/tasks/new/tasks', fields: toFields({ title, notes, due, to, level: 0, isDone: false }) }, [to]);
}
