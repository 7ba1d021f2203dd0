// The search page finds while one types, as the server does without scripts.
import { parsePage } from '../trusted.js';

const DELAY = 120;

export default function searchForm(root) {
  const hits = document.getElementById('hits');
  const status = document.getElementById('found');
  let timer = 0;

  root.elements.q.focus();
  root.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, DELAY);
  });
  root.addEventListener('submit', event => {
    event.preventDefault();
    search();
  });

  async function search() {
    const address = new URL(location.href);
    address.search = new URLSearchParams([...new FormData(root)].filter(([, value]) => value !== '')).toString();
    history.replaceState(history.state, '', address);
    const response = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => null);
    // An overtaken answer says nothing about the present words.
    if (!response?.ok || address.href !== location.href) return;
    const page = parsePage(await response.text());
    hits.replaceChildren(...page.getElementById('hits').childNodes);
    const found = page.getElementById('found');
    status.className = found.className;
    status.textContent = found.textContent;
  }
}
