// Marks a link or button as busy while the next page loads, and sends a form once, however often it is pressed meanwhile.
// It listens on the body, after the components that may handle the event in the page.
import { hasModifier } from '../events.js';

const GIVE_UP = 20_000;

export default function progress(root) {
  const status = document.getElementById('progress');
  const busy = new Set();
  const sent = new Set();

  const reset = () => {
    for (const element of busy) element.removeAttribute('aria-busy');
    busy.clear();
    sent.clear();
    status.textContent = '';
  };

  root.addEventListener('click', event => {
    const element = event.target instanceof Element && event.target.closest('[data-progress]');
    if (!element || event.defaultPrevented || hasModifier(event)) return;
    if (busy.has(element)) return event.preventDefault();
    reset();
    busy.add(element);
    element.setAttribute('aria-busy', 'true');
    status.textContent = element.dataset.progress;
    setTimeout(reset, GIVE_UP);
  });

  root.addEventListener('submit', event => {
    const form = event.target;
    if (form.method !== 'post') return;
    // A script has taken it: no page loads.
    if (event.defaultPrevented) return reset();
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    setTimeout(() => sent.delete(form), GIVE_UP);
  });

  // The back button can restore the page as it was left.
  addEventListener('pageshow', event => event.persisted && reset());
}
