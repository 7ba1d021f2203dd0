// Today and Next 7 days hold tasks of all lists: the page is loaded again as a whole.
import { announceRows, focusWithin, restoreFocus } from '../tasks/merge-list.js';
import { isBusy, onRefresh, whenIdle } from '../tasks/refresh.js';
import { parsePage } from '../trusted.js';

export default function agenda(root) {
  const schedule = whenIdle(load);
  onRefresh(schedule);

  async function load() {
    try {
      const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!response.ok) return;
      const fresh = parsePage(await response.text()).querySelector('.agenda');
      if (!fresh) return;
      if (isBusy()) return schedule();
      const focused = focusWithin(root);
      const open = [...root.querySelectorAll('details[open] h2')].map(heading => heading.id);
      root.replaceChildren(...fresh.childNodes);
      for (const id of open) root.querySelector(`#${CSS.escape(id)}`)?.closest('details')?.setAttribute('open', '');
      restoreFocus(root, focused);
      announceRows(root);
    } catch {
      // Not reached: the page stays as it is until the next time.
    }
  }
}
