// Searches while the words are typed. Until the index has loaded, or without it, the form asks the server, which finds the same.
import { findTasks, loadIndex } from '../search/search-index.js';
import { renderHit } from '../search/search-hit.js';

export default function searchForm(root) {
  const field = root.elements.q;
  const hits = document.getElementById('hits');
  const status = document.getElementById('found');
  const template = document.getElementById('hit');
  const limit = Number(hits.dataset.max);

  field.focus();
  if (!field.value) status.textContent = status.dataset.loading;
  start().catch(() => { status.textContent = status.dataset.failed; });

  async function start() {
    const index = await loadIndex(hits.dataset.index);
    const show = () => showHits(index);
    // What the server has found is on the page already.
    if (!field.value || field.value !== field.defaultValue) show();
    root.addEventListener('input', show);
    root.addEventListener('submit', event => {
      event.preventDefault();
      show();
    });
    document.documentElement.dataset.search = 'ready';
  }

  function showHits(index) {
    const begin = performance.now();
    const { words, tasks } = findTasks(index, field.value, root.elements.completed.checked, root.elements.list?.value);
    hits.replaceChildren(...tasks.slice(0, limit).map(task => renderHit(template, index, task, words)));
    status.textContent = words.length === 0 ? '' : describeCount(tasks.length);
    const address = new URL(location.href);
    address.search = new URLSearchParams([...new FormData(root)].filter(([, value]) => value !== '')).toString();
    history.replaceState(history.state, '', address);
    performance.measure('search', { start: begin });
  }

  function describeCount(count) {
    const { none, one, many, more } = status.dataset;
    if (count === 0) return none;
    if (count === 1) return one;
    return (count > limit ? more : many).replace('{0}', count).replace('{1}', limit);
  }
}
