// The numbers beside views and lists. What no page has read yet is read when the page is there.
import { showCounts } from '../tasks/counts.js';
import { parsePage } from '../trusted.js';

export default async function sidebar(root) {
  if (!('incomplete' in root.dataset)) return;
  if (!root.querySelector('[data-list]')) await fill(root);
  const response = await fetch('/tasks/counts', { headers: { Accept: 'application/json' } }).catch(() => null);
  if (response?.ok) showCounts(await response.json());
}

/** With the lists of a page that reads them. */
async function fill(root) {
  const response = await fetch('/tasks/lists', { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!response?.ok) return;
  const fresh = parsePage(await response.text()).querySelector('.sidebar-places');
  if (fresh) root.replaceChildren(...fresh.childNodes);
}
