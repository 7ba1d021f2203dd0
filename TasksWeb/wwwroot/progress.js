// Marks a link or button as busy while the next page is under way. Without scripts the browser's own sign of loading serves.
const spoken = document.getElementById('progress');
const busy = new Set();

function rest() {
  for (const element of busy) element.removeAttribute('aria-busy');
  busy.clear();
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

// The back button can bring the page back as it was left.
addEventListener('pageshow', event => event.persisted && rest());
