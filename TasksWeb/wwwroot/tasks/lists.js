// A list is cleared or deleted, which Google does not take back.
import { later } from './later.js';

const hides = {
  clear: list => `#l-${list} > .tasks.completed, .fold:has(> #completed-${list}), [data-clears="${list}"]`,
  delete: list => `[data-list="${list}"], li:has(> [data-list="${list}"]), option[value="${list}"]`,
};

document.addEventListener('submit', event => {
  const form = event.target.closest('form[data-later]');
  if (!form) return;
  event.preventDefault();
  const { later: kind, of: list, said, back } = form.dataset;
  const after = document.querySelector('[data-after]');
  const change = { action: form.getAttribute('action'), fields: [], hides: hides[kind](CSS.escape(list)), lists: [list] };
  later(change, said, () => {
    if (after) after.hidden = true;
    form.querySelector('button').focus();
    return back;
  });
  if (!after) return;
  after.hidden = false;
  after.querySelector('a').focus();
});
