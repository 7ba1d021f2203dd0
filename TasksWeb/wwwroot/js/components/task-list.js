// A list on the board or on its own page, kept up to date. One that is late is loaded at once.
import { isKept } from '../offline/kept.js';
import { set } from '../store.js';
import { mergeList } from '../tasks/merge-list.js';
import { isBusy, onRefresh, whenIdle } from '../tasks/refresh.js';
import { openRows } from '../tasks/rows.js';
import { parsePage } from '../trusted.js';

const RETRY_AFTER = 20_000;

export default function taskList(root) {
  const id = root.dataset.list;
  let retry = 0;
  const schedule = whenIdle(load);
  onRefresh(list => {
    if (list === null || list === id) schedule();
  });
  if ('late' in root.dataset) load();
  if ('failed' in root.dataset) retry = setTimeout(load, RETRY_AFTER);
  root.addEventListener('click', event => {
    if (!event.target.closest('[data-retry]')) return;
    event.preventDefault();
    load();
  });

  async function load() {
    clearTimeout(retry);
    if (!root.isConnected) return;
    root.setAttribute('aria-busy', 'true');
    try {
      const response = await fetch(`/tasks/${encodeURIComponent(id)}/column?${query()}`, { headers: { Accept: 'text/html' } });
      if (response.status === 404) removeList();
      // What was kept may be older than what is shown.
      if (!response.ok || (isKept(response) && openRows(root))) return waitAndRetry();
      set('isOffline', isKept(response));
      const fresh = parsePage(await response.text()).querySelector('.list');
      if (isBusy()) schedule();
      else if (openRows(fresh)) mergeList(root, fresh);
    } catch {
      // Not reached: the rows stay as they are.
      waitAndRetry();
    } finally {
      root.removeAttribute('aria-busy');
    }
  }

  /** A list without rows is asked for again. */
  function waitAndRetry() {
    if (!openRows(root)) retry = setTimeout(load, RETRY_AFTER);
  }

  function query() {
    const result = new URLSearchParams(location.search);
    result.set('length', Math.max(openRows(root)?.querySelectorAll(':scope > .task').length ?? 0, Number(root.dataset.length)));
    if (root.dataset.show) result.set('show', root.dataset.show);
    if (root.closest('.board.single')) result.set('alone', 'true');
    return result;
  }

  function removeList() {
    root.remove();
    document.querySelector(`.lists li:has(> [data-list="${CSS.escape(id)}"])`)?.remove();
  }
}
