// The next rows of a list come when they are scrolled to; on a phone's board, where one list follows the other, when they are asked for.
const beside = matchMedia('(min-width: 60rem)');

const watch = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) load(target);
}, { rootMargin: '600px' });

function observe() {
  for (const link of document.querySelectorAll('.next a[data-rows]')) {
    if (beside.matches || link.closest('.board.one')) watch.observe(link);
  }
}

export async function load(link) {
  if (link.getAttribute('aria-busy')) return;
  watch.unobserve(link);
  link.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(link.dataset.rows, { headers: { Accept: 'text/html' } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(`<ul>${await response.text()}</ul>`, 'text/html');
    const rows = [...page.querySelectorAll('ul > li')];
    const hadFocus = document.activeElement === link;
    link.closest('.next').replaceWith(...rows);
    if (hadFocus) rows[0]?.querySelector('a')?.focus();
    rows[0]?.dispatchEvent(new CustomEvent('rows', { bubbles: true }));
  } catch {
    // Not reached: the link still leads to the rows.
  } finally {
    link.removeAttribute('aria-busy');
  }
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('.next a[data-rows]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(link);
}, { capture: true });

document.addEventListener('rows', observe);
beside.addEventListener('change', observe);
observe();
