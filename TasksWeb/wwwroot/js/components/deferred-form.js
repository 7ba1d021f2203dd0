// Clearing or deleting a list cannot be undone at Google: it is sent when its toast has ended.
import { deleteLater } from '../tasks/pending-deletes.js';

const hidden = {
  clear: list => `#l-${list} > .tasks.completed, .completed-toggle:has(> #completed-${list}), [data-clears="${list}"]`,
  delete: list => `[data-list="${list}"], li:has(> [data-list="${list}"]), option[value="${list}"]`,
};

export default function deferredForm(root) {
  root.addEventListener('submit', event => {
    event.preventDefault();
    const { later: kind, of: list, message, restored } = root.dataset;
    const after = document.querySelector('[data-after]');
    const change = { action: root.getAttribute('action'), fields: [], hides: hidden[kind](CSS.escape(list)), lists: [list] };
    deleteLater(change, message, () => {
      if (after) after.hidden = true;
      root.querySelector('button').focus();
      return restored;
    });
    if (!after) return;
    after.hidden = false;
    after.querySelector('a').focus();
  });
}
