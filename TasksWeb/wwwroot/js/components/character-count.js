// Says how many characters a field still takes when few are left.
import { announce } from '../tasks/texts.js';

export default function characterCount(root) {
  const limit = Number(root.dataset.limit);
  const note = document.createElement('p');
  note.className = 'muted small';
  note.hidden = true;
  root.after(note);

  root.addEventListener('input', () => {
    // Google counts characters, JavaScript UTF-16 code units.
    const left = limit - [...root.value].length;
    note.hidden = left > limit / 10;
    note.textContent = note.hidden ? '' : root.dataset.counts.replace('{0}', left.toLocaleString());
    root.setCustomValidity(left < 0 ? note.textContent : '');
    if (left === 0) announce(note.textContent);
  });
}
