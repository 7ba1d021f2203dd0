// What is chosen for the columns and dates of a file shows in the preview at once.
import { announce } from '../tasks/texts.js';
import { parsePage } from '../trusted.js';

const SECTION = '.transfer-section:has(#preview)';

export default function importPreview(root) {
  for (const element of root.querySelectorAll('[data-update]')) element.hidden = true;
  let request = 0;

  root.addEventListener('change', async event => {
    const { id, name, value } = event.target;
    const asked = ++request;
    root.setAttribute('aria-busy', 'true');
    const fresh = await preview(new FormData(root));
    // An overtaken answer says nothing about the present choice.
    if (asked !== request) return;
    root.removeAttribute('aria-busy');
    if (!fresh) return root.requestSubmit(root.querySelector('[formaction]'));
    root.closest(SECTION).replaceWith(fresh);
    const field = id ? document.getElementById(id) : document.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`);
    field?.focus();
    announce(fresh.querySelector('h2').textContent);
  });

  /** @returns the preview as it is after the choice; null if the server shows something else. */
  async function preview(body) {
    const action = root.querySelector('[formaction]').getAttribute('formaction');
    const response = await fetch(action, { method: 'POST', body, headers: { Accept: 'text/html' } }).catch(() => null);
    return response?.ok ? parsePage(await response.text()).querySelector(SECTION) : null;
  }
}
