// The page's texts for scripts, in the reader's language.
const texts = document.getElementById('texts')?.dataset ?? {};

export function text(name, ...values) {
  return values.reduce((result, value, index) => result.replaceAll(`{${index}}`, value), texts[name] ?? '');
}

/** Tells screen readers. */
export function announce(message) {
  const region = document.getElementById('announce');
  // Emptied first, so that the same message is read again.
  region.textContent = '';
  requestAnimationFrame(() => { region.textContent = message; });
}
