// The numbers beside views and lists. A list that no page has read yet is counted when the page is there.
import { showCounts } from '../tasks/counts.js';

export default async function sidebar(root) {
  if (!('incomplete' in root.dataset)) return;
  const response = await fetch('/tasks/counts', { headers: { Accept: 'application/json' } }).catch(() => null);
  if (response?.ok) showCounts(await response.json());
}
