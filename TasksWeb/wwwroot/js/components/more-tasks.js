// Loads the next rows of a list: when the link is scrolled to, or pressed where lists follow each other on a small screen.
import { hasModifier } from '../events.js';
import { announceRows } from '../tasks/merge-list.js';
import { parsePage } from '../trusted.js';

const sideBySide = matchMedia('(min-width: 60rem)');

export default function moreTasks(root) {
  // As high as the rows that it stands for may be: its link alone can be passed by.
  const place = root.closest('.more-tasks');
  const observer = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) load();
  }, { rootMargin: '600px' });

  const observe = () => {
    if (root.isConnected && (sideBySide.matches || root.closest('.board.single'))) observer.observe(place);
  };

  root.addEventListener('click', event => {
    if (hasModifier(event)) return;
    event.preventDefault();
    load();
  });
  sideBySide.addEventListener('change', observe);
  observe();

  async function load() {
    if (root.getAttribute('aria-busy')) return;
    observer.unobserve(place);
    root.setAttribute('aria-busy', 'true');
    try {
      const response = await fetch(root.dataset.rows, { headers: { Accept: 'text/html' } });
      if (response.ok) show(await response.text());
    } catch {
      // Not reached: the link still leads to the rows.
    } finally {
      root.removeAttribute('aria-busy');
    }
  }

  function show(html) {
    const rows = [...parsePage(`<ul>${html}</ul>`).querySelectorAll('ul > li')];
    const hadFocus = document.activeElement === root;
    place.replaceWith(...rows);
    if (hadFocus) rows[0]?.querySelector('a')?.focus();
    if (rows.length > 0) announceRows(rows[0]);
  }
}
