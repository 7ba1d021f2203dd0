// The name of a list on the page of its settings is saved when the focus leaves, after a pause, and on Enter; Escape restores it.
import { mutate, toFields } from '../tasks/mutations.js';
import { text } from '../tasks/texts.js';
import { icon } from './icon.js';
import { nameElements } from './list-settings.js';
import { PAUSE } from './task-editor.js';

export default function listName(root) {
  const field = root.elements.namedItem('title');
  const state = root.querySelector('.save-state');
  const list = root.dataset.of;
  let saved = field.value;
  let opened = saved;
  let timer = 0;

  root.addEventListener('submit', event => {
    event.preventDefault();
    save();
  });
  field.addEventListener('focus', () => { opened = saved; });
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  field.addEventListener('blur', () => {
    // A list without a name is none.
    if (!field.value.trim()) field.value = saved;
    save();
  });
  field.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    field.value = opened;
    field.blur();
  });
  addEventListener('pagehide', save);

  async function save() {
    clearTimeout(timer);
    const title = field.value.trim();
    if (!title || title === saved || !field.checkValidity()) return;
    const before = saved;
    saved = title;
    state.textContent = text('saving');
    const receipt = await mutate({ action: root.getAttribute('action'), fields: toFields({ title }) }, [list], { isQuiet: true });
    if (receipt) {
      for (const name of nameElements(list)) name.textContent = title;
      state.replaceChildren(icon('check'), text('savedNote'));
    } else {
      saved = before;
      state.textContent = '';
    }
  }
}
