// Up next holds tasks of all lists: the page is loaded again as a whole.
import { announceRows, focusWithin, restoreFocus } from '../tasks/merge-list.js';
import { isBusy, onRefresh, whenIdle } from '../tasks/refresh.js';

export default function agenda(root) {
  const schedule = whenIdle(load);
  onRefresh(schedule);

  async function load() {
    try {
      const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('.agenda');
      if (!fresh) return;
      if (isBusy()) return schedule();
      const focused = focusWithin(root);
      root.replaceChildren(...fresh.childNodes);
      restoreFocus(root, focused);
      announceRows(root);
    } catch {
      // Not reached: the page stays as it is until the next time.
    }
  }
}
