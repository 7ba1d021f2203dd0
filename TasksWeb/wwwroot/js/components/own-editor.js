// What is written on the page of a task is saved when the focus leaves, after a pause, and on Ctrl+Enter; Escape restores what stood
// there when the form got the focus.
import { kindOf } from '../offline/change.js';
import { hasModifier } from '../events.js';
import { get, subscribe } from '../store.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { text } from '../tasks/texts.js';
import { icon } from './icon.js';
import { showChips, showDue } from './task-chips.js';
import { addAsNew, PAUSE, serialize, withWaitingEdit } from './task-editor.js';
import { toast } from './toast.js';

/** @param isChoice  whether two versions are shown: the one that stays is chosen by a button. */
export function ownEditor(form, isChoice) {
  const { elements } = form;
  const state = document.querySelector('.page-heading .save-state');
  const ring = form.querySelector('.form-check');
  const chip = form.querySelector('[data-chip=due]');
  const { list, task } = kindOf({ action: form.getAttribute('action') });
  let saved = isChoice || document.querySelector('.task-page > .error-message') ? '' : serialize(new FormData(form));
  let opened = new FormData(form);
  let isStopped = isChoice;
  /** What is being sent: the next is sent when it is answered, since its base is in the answer. */
  let sending = null;
  let isNewer = false;
  let timer = 0;

  showDue(chip, elements.namedItem('due').value);
  if (get('isQueueRead')) showWaiting();
  else subscribe('isQueueRead', showWaiting);
  showChips(form, name => (name === 'due' ? save() : move()));
  elements.namedItem('parent')?.addEventListener('change', move);
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener('focusin', ({ relatedTarget }) => {
    if (!form.contains(relatedTarget)) opened = new FormData(form);
  });
  form.addEventListener('focusout', ({ relatedTarget }) => form.contains(relatedTarget) || save());
  form.addEventListener('keydown', event => {
    if (event.isComposing) return;
    const isTitle = event.target === elements.namedItem('title');
    if (event.key === 'Escape') restore();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || isTitle)) event.target.blur();
    else return;
    event.preventDefault();
  });
  addEventListener('pagehide', () => save());
  // Over the form's own listeners: the button belongs to another form.
  ring.addEventListener('click', event => {
    if (isChoice || hasModifier(event)) return;
    event.preventDefault();
    save();
    const wasDone = form.matches('.done');
    mutate({ action: ring.getAttribute('formaction') }, [list], {
      show() {
        showDone(!wasDone);
        return () => showDone(wasDone);
      },
    });
  });

  /** Without the network, the page may be one that was seen before what has been written since. */
  function showWaiting() {
    if (isStopped || serialize(new FormData(form)) !== saved) return;
    const before = saved;
    saved = serialize(new FormData(withWaitingEdit(form.getAttribute('action'), form)));
    if (saved === before) return;
    write(new FormData(form));
    state.replaceChildren(icon('clock'), text('waitingMark'));
  }

  function showDone(isDone) {
    form.classList.toggle('done', isDone);
    ring.setAttribute('formaction', `${form.getAttribute('action')}/${isDone ? 'reopen' : 'complete'}`);
    ring.setAttribute('aria-label', document.getElementById(isDone ? 'label-reopen' : 'label-complete').textContent);
  }

  /** To another place: its page has another address, and the browser goes there. */
  async function move() {
    if (isChoice) return;
    await sending;
    stop();
    form.requestSubmit();
  }

  function stop() {
    clearTimeout(timer);
    isStopped = true;
  }

  function restore() {
    const written = new FormData(form);
    const isChanged = serialize(written) !== serialize(opened);
    write(opened);
    save();
    document.activeElement.blur();
    if (isChanged) toast(text('dropped'), [{ text: text('undo'), run: () => { write(written); save(); } }]);
  }

  function write(values) {
    for (const [name, value] of values) if (name !== 'base') elements.namedItem(name).value = value;
    showDue(chip, elements.namedItem('due').value);
  }

  function save() {
    clearTimeout(timer);
    isNewer = sending !== null;
    if (isNewer || isStopped || serialize(new FormData(form)) === saved || !form.checkValidity()) return;
    saved = serialize(new FormData(form));
    state.textContent = text('saving');
    sending = send().finally(() => {
      sending = null;
      if (isNewer) save();
    });
  }

  async function send() {
    const title = elements.namedItem('title').value.trim();
    const receipt = await mutate(
      { action: form.getAttribute('action'), fields: toFields(form) }, [list], { isQuiet: true, onError });
    const base = receipt?.undo?.fields.find(field => field.name === 'base')?.value;
    if (receipt?.isWaiting) state.replaceChildren(icon('clock'), text('waitingMark'));
    if (!base) return;
    elements.namedItem('base').value = base;
    nameTask(title);
    state.replaceChildren(icon('check'), text('savedNote'));
  }

  function onError({ code, status }) {
    state.textContent = '';
    saved = '';
    if (code === 'conflict') {
      stop();
      // The server answers with both versions.
      HTMLFormElement.prototype.submit.call(form);
      return true;
    }
    if (status !== 404) return false;
    toast(text('gone'), [{ text: text('asNew'), run: () => addAsNew(list, form) }]);
    return true;
  }

  function nameTask(title) {
    const heading = document.querySelector('h1');
    if (!title) return;
    document.title = document.title.replace(heading.textContent, title);
    heading.textContent = title;
  }

  /** Takes over what was written elsewhere, unless something is being written here. */
  function merge(fresh) {
    showDone(fresh.matches('.done'));
    const values = new FormData(fresh);
    if (isStopped || sending || serialize(new FormData(form)) !== saved) return;
    if (serialize(values) !== saved) write(values);
    elements.namedItem('base').value = values.get('base');
    saved = serialize(new FormData(form));
    nameTask(elements.namedItem('title').value.trim());
  }

  return { list, task, merge, stop };
}
