// What was done on the page before can be undone here, also with the keyboard.
import { remember } from '../tasks/undo.js';

export default function receipt(root) {
  const form = root.querySelector('.undo');
  if (form) remember(() => form.requestSubmit());
}
