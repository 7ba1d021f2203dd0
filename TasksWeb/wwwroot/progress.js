// Marks a link or button as busy while the next page is under way, and sends a form once, however often it is pressed meanwhile.
// Without scripts the browser's own sign of loading serves.
const spoken = document.getElementById('progress');
const busy = new Set();
const underWay = new Set();

function rest() {
  for (const element of busy) element.removeAttribute('aria-busy');
  busy.clear();
  underWay.clear();
  if (spoken) spoken.textContent = '';
}

document.addEventListener('click', event => {
  const element = event.target instanceof Element && event.target.closest('[data-progress]');
  // A new tab or window is not this page's navigation.
  if (!element || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (busy.has(element)) {
    event.preventDefault();
    return;
  }
  rest();
  busy.add(element);
  element.setAttribute('aria-busy', 'true');
  if (spoken) spoken.textContent = element.dataset.progress;
  setTimeout(rest, 20_000);
});

// At the window, after all that may have taken the form over.
addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (underWay.has(form)) event.preventDefault();
  underWay.add(form);
  setTimeout(() => underWay.delete(form), 20_000);
});

// The back button can bring the page back as it was left.
addEventListener('pageshow', event => event.persisted && rest());
