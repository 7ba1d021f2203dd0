// Opens the dialog that data-dialog names; without it, a link leads to its page.
import { hasModifier } from '../events.js';

export default function dialogOpener(root) {
  root.hidden = false;
  root.addEventListener('click', event => {
    const dialog = document.getElementById(root.dataset.dialog);
    if (!dialog || hasModifier(event)) return;
    event.preventDefault();
    dialog.showModal();
  });
}
