// An open menu closes on Escape, and when a click or the focus goes elsewhere.
export default function menu(root) {
  const closeOutside = event => {
    if (!(event.target instanceof Node && root.contains(event.target))) root.open = false;
  };
  document.addEventListener('click', closeOutside);
  document.addEventListener('focusin', closeOutside);

  root.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !root.open) return;
    root.open = false;
    root.querySelector('summary').focus();
  });
}
