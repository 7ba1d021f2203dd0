// The changes that wait, each with what can be done about it.
import { kindOf } from '../offline/change.js';
import { get, subscribe } from '../store.js';
import { text } from '../tasks/texts.js';
import { discard, retry } from '../tasks/waiting.js';
import { icon } from './icon.js';
import { toast } from './toast.js';

export default function changeList(root) {
  const list = root.querySelector('ul');
  const empty = root.querySelector('.muted');
  const { dataset } = root;

  function show() {
    const changes = get('changes');
    empty.hidden = changes.length > 0;
    list.replaceChildren(...changes.map(item));
  }

  function item(change) {
    const element = document.createElement('li');
    const title = document.createElement('p');
    const state = document.createElement('p');
    title.dir = 'auto';
    title.textContent = change.title;
    state.className = `change-state ${change.refusal ? 'refused' : ''}`;
    state.append(icon(change.refusal ? 'warn' : 'clock'), describe(change));
    element.append(title, state);
    if (!change.refusal) return element;
    const isConflict = change.refusal.code === 'conflict';
    element.append(
      button(isConflict ? dataset.review : dataset.retry, change, () => (isConflict ? review(change) : retry(change))),
      button(dataset.discard, change, () => discard(change)));
    return element;
  }

  function describe({ refusal, ...change }) {
    const verb = dataset[kindOf(change).verb] ?? '';
    return refusal ? `${dataset.refused}: ${refusal.message}` : `${verb} · ${dataset.waiting}`;
  }

  function button(label, { title }, run) {
    const element = document.createElement('button');
    Object.assign(element, { type: 'button', className: 'quiet', textContent: label });
    element.setAttribute('aria-label', `${label}: ${title}`);
    element.addEventListener('click', run);
    return element;
  }

  subscribe('changes', show);
  show();
}

/** Leads to the page that shows both versions, as a conflict does online. The change stays until that is answered: own-page.js. */
function review(change) {
  if (get('isOffline')) return toast(text('offline'));
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: change.action, hidden: true });
  const token = document.querySelector('#act [name=__RequestVerificationToken]').value;
  for (const [name, value] of [...change.fields, ['__RequestVerificationToken', token]]) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
