// What was being written when the person was signed out is kept, encrypted and for them alone, and comes back after sign-in.
import { DRAFTS, lockFor, readNote, readVault, writeNote } from '../offline/vault.js';
import { text } from '../tasks/texts.js';
import { editTask } from './task-editor.js';
import { toast } from './toast.js';

const FIELDS = 'textarea[name], input:is([type=text], :not([type]))[name]';

export const lockWithText = person => lockFor(person, writtenForms());

/** @returns [{ action, fields: [[name, value]], base }]: the forms that hold text which has not been sent. */
function writtenForms() {
  return [...document.querySelectorAll('form[method=post]')].map(form => ({
    action: form.getAttribute('action'),
    fields: [...form.querySelectorAll(FIELDS)].filter(({ value, defaultValue }) => value.trim() && value !== defaultValue)
      .map(({ name, value }) => [name, value]),
    base: form.elements.namedItem('base')?.value,
  })).filter(({ fields }) => fields.length > 0);
}

/** Puts back what has its place on this page; the rest waits for its page. */
export async function restoreText() {
  const vault = await readVault();
  const kept = vault && !vault.isLocked ? await readNote(vault, DRAFTS) : [];
  if (kept.length === 0) return;
  const others = [];
  for (const draft of kept) if (!await putBack(draft)) others.push(draft);
  await writeNote(vault, DRAFTS, others);
  if (others.length < kept.length) toast(text('textBack'));
}

/** With the version it was written on, so that what has changed since is a conflict. */
async function putBack({ action, fields, base }) {
  const form = document.querySelector(`form[action="${CSS.escape(action)}"]`) ?? await openEditor(action);
  if (!form) return false;
  const dialog = form.closest('dialog');
  if (dialog && !dialog.open) dialog.showModal();
  for (const [name, value] of base === undefined ? fields : [['base', base], ...fields]) {
    const field = form.elements.namedItem(name);
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return true;
}

async function openEditor(action) {
  const row = document.getElementById(`t-${decodeURIComponent(action.split('/').at(-1))}`);
  if (row) await editTask(row);
  return row?.querySelector('form.task-form');
}
