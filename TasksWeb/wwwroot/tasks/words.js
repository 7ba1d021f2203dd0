// The page's texts for scripts, in the reader's language.
const words = document.getElementById('words')?.dataset ?? {};

export function word(name, ...values) {
  return values.reduce((text, value, index) => text.replaceAll(`{${index}}`, value), words[name] ?? '');
}

/** Says something to those who listen to the page. */
export function announce(text) {
  const ears = document.getElementById('announce');
  // Said again even if it is the same.
  ears.textContent = '';
  requestAnimationFrame(() => { ears.textContent = text; });
}
