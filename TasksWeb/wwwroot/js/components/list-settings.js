// What can be done with a list, at its button: its name becomes editable, its order a press. Without scripts, the button leads to
// the page of its settings.
import { hasModifier } from '../events.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { parsePage } from '../trusted.js';
import { closeOnOutsidePress, openPopover } from './popover.js';

let path = '';
let list = '';

export default function listSettings(root) {
  const field = root.querySelector('[name=title]');
  closeOnOutsidePress(root);

  document.addEventListener('click', event => {
    const opener = event.target.closest?.('[data-list-settings]');
    if (!opener || event.defaultPrevented || hasModifier(event)) return;
    event.preventDefault();
    list = opener.dataset.listSettings;
    path = `/tasks/${encodeURIComponent(list)}`;
    field.value = nameElements(list)[0]?.textContent.trim() ?? '';
    field.defaultValue = field.value;
    showColors(root);
    for (const item of root.querySelectorAll('[data-at]')) item.href = `${path}${item.dataset.at}`;
    for (const item of root.querySelectorAll('[data-sort]')) {
      const address = new URL(location.href);
      if (item.dataset.sort) address.searchParams.set('sort', item.dataset.sort);
      else address.searchParams.delete('sort');
      item.href = address.href;
      item.setAttribute('aria-current', String(item.dataset.sort === (new URL(location.href).searchParams.get('sort') ?? '')));
    }
    openPopover(root, opener);
  });

  // Not before it has closed: for the other menu, the press is one elsewhere.
  root.querySelector('[data-filter]').addEventListener('click', () => {
    root.addEventListener('close', openFilter, { once: true });
    root.close();
  });
  root.querySelector('.popover-input').addEventListener('submit', event => {
    event.preventDefault();
    root.close();
  });
  // What was written is saved however the popover closes, but for Escape.
  root.addEventListener('cancel', () => { field.value = field.defaultValue; });
  root.addEventListener('click', event => { if (event.target.closest('a[href]')) root.close(); });
  root.addEventListener('close', () => {
    const title = field.value.trim();
    if (title && title !== field.defaultValue) rename(title);
  });
}

function openFilter() {
  const menu = document.querySelector('.filter-menu');
  menu.open = true;
  menu.querySelector('select').focus();
}

/** The palette of the settings' own page; a press leads back to this one. */
async function showColors(root) {
  const place = root.querySelector('.list-colors');
  const asked = path;
  place.replaceChildren();
  const response = await fetch(`${asked}/settings`, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!response?.ok || asked !== path) return;
  const form = parsePage(await response.text()).querySelector('.list-colors');
  if (!form || asked !== path) return;
  form.elements.namedItem('returnUrl').value = location.pathname + location.search;
  place.replaceChildren(form);
}

function rename(title) {
  const names = nameElements(list);
  const before = names.map(({ textContent }) => textContent);
  mutate({ action: `${path}/rename`, fields: toFields({ title }) }, [list], {
    show() {
      for (const name of names) name.textContent = title;
      return () => names.forEach((name, index) => { name.textContent = before[index]; });
    },
  });
}

/** Wherever the page has the list's name. */
export const nameElements = id => [...document.querySelectorAll(
  `h1[id="h-${id}"], [id="h-${id}"] > a, .side-link[data-list="${id}"] > .list-name, [data-list-name="${id}"]`)];
