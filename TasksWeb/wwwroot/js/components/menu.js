// An open menu closes on Escape, and when a click or the focus goes elsewhere.
export default function menu(root) {
  let whileOpen = null;

  const closeOutside = event => {
    if (!(event.target instanceof Node && root.contains(event.target))) root.open = false;
  };

  root.addEventListener('toggle', () => {
    whileOpen?.abort();
    if (!root.open) return;
    whileOpen = new AbortController();
    document.addEventListener('click', closeOutside, { signal: whileOpen.signal });
    document.addEventListener('focusin', closeOutside, { signal: whileOpen.signal });
  });

  root.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !root.open) return;
    root.open = false;
    root.querySelector('summary').focus();
  });
}
