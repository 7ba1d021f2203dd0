// Search and commands, from anywhere: the server finds while one types.
import { hasModifier } from '../events.js';
import { parsePage } from '../trusted.js';
import { optionList } from './option-list.js';
import { openQuickAdd } from './quick-add.js';
import { closeOnOutsidePress } from './popover.js';

const DELAY = 60;

export default function palette(root) {
  const field = root.querySelector('input');
  const completed = root.querySelector('[name=completed]');
  const body = root.querySelector('[role=listbox]');
  let timer = 0;

  closeOnOutsidePress(root);
  const list = optionList(field, body, (option, event) => {
    if (event.ctrlKey || event.metaKey) return addAsTask();
    if (option.dataset.action === 'add') return addAsTask();
    root.close();
    if (option.dataset.action === 'new-list') return openNewList();
    location.assign(option.dataset.href);
  });

  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(search, DELAY);
  };
  field.addEventListener('input', schedule);
  completed.addEventListener('change', schedule);
  root.addEventListener('toggle', search);
  root.addEventListener('keydown', event => {
    if (event.altKey && event.code === 'KeyC') {
      event.preventDefault();
      completed.checked = !completed.checked;
      search();
    }
  });

  async function search() {
    const words = field.value;
    const query = new URLSearchParams({ q: words, ...(completed.checked && { completed: 'true' }) });
    const response = await fetch(`${root.dataset.results}?${query}`, { headers: { Accept: 'text/html' } }).catch(() => null);
    // An overtaken answer says nothing about the present words.
    if (!response?.ok || words !== field.value) return;
    const page = parsePage(await response.text());
    body.replaceChildren(...page.body.childNodes);
    list.activateFirst();
  }

  function addAsTask() {
    const words = field.value;
    root.close();
    openQuickAdd(words);
  }

  function openNewList() {
    const menu = document.querySelector('.new-list');
    menu.open = true;
    menu.querySelector('input[name=title]').focus();
  }
}

export function openPalette() {
  const root = document.getElementById('palette');
  if (!root || root.open) return;
  const field = root.querySelector('input');
  field.value = '';
  root.showModal();
  field.focus();
}

/** A link to the search page that opens the palette where scripts run. */
export function paletteOpener(root) {
  root.addEventListener('click', event => {
    if (hasModifier(event) || !document.getElementById('palette')) return;
    event.preventDefault();
    openPalette();
  });
}
