// Lines of quick add that are added without a network are kept, each as a task: its words are read when it is sent.
import { mutate, toFields } from '../tasks/mutations.js';
import { submitIfReached } from '../tasks/reach.js';
import { text as words } from '../tasks/texts.js';
import { toast } from './toast.js';

// On main: who marks forms as sent listens further out.
document.getElementById('main').addEventListener('submit', event => {
  const isAddition = event.target.matches('form.quick-add') && event.submitter?.value === 'add';
  if (isAddition && !event.defaultPrevented) submitIfReached(event, () => keepLines(event.target));
});

/** What only the server understands: levels, list marks, names of lists, text that is to stay as it is. */
const NEEDS_SERVER = /^(\s|[-*+]\s|\d+[.)]\s)|(^|\s)[#＃]\S/m;

async function keepLines(form) {
  const { asWritten, list, text, returnUrl } = form.elements;
  if (asWritten?.checked || NEEDS_SERVER.test(text.value)) return toast(words('offline'));
  const action = `/tasks/${encodeURIComponent(list.value)}/tasks`;
  const lines = text.value.split('\n').map(line => line.trim()).filter(Boolean);
  const kept = await Promise.all(lines.map((title, index) =>
    mutate({ action, fields: toFields({ title, place: 'end' }) }, [list.value], { isQuiet: index < lines.length - 1 })));
  text.value = lines.filter((_, index) => kept[index] === null).join('\n');
  text.dispatchEvent(new Event('input', { bubbles: true }));
  if (text.value) return;
  if (form.closest('dialog')) form.closest('dialog').close();
  else location.assign(returnUrl.value || '/tasks');
}
