// Whether this browser keeps tasks: switched off, it deletes them at once.
import { chooseKeeping, keepsNothing } from '../offline/keeping.js';

export default function offlineSwitch(root) {
  const box = root.querySelector('input');
  root.hidden = !navigator.serviceWorker;
  box.checked = !keepsNothing();
  box.addEventListener('change', () => chooseKeeping(box.checked).catch(() => {}));
}
