// Folds the subtasks of a task away and keeps that in a cookie: the server makes the page as it was left.
import { rowOf } from '../tasks/rows.js';

const MAX_FOLDED = 40;
const secure = location.protocol === 'https:' ? '; Secure' : '';

function foldedTasks() {
  const cookie = document.cookie.split('; ').find(part => part.startsWith('folded='));
  return new Set(cookie?.slice('folded='.length).split('.').filter(Boolean));
}

export function toggleFold(button) {
  const id = rowOf(button).dataset.task;
  const isFolded = button.getAttribute('aria-expanded') === 'true';
  const folded = foldedTasks();
  if (isFolded) folded.add(id);
  else folded.delete(id);
  document.cookie = `folded=${[...folded].slice(-MAX_FOLDED).join('.')}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  button.setAttribute('aria-expanded', String(!isFolded));
  for (const child of document.querySelectorAll(`.tasks.open > [data-parent="${CSS.escape(id)}"]`)) child.hidden = isFolded;
}
