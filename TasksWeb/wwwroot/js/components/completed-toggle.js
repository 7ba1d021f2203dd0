// Shows or hides the completed tasks of a list in place.
import { hasModifier } from '../events.js';
import { refresh } from '../tasks/refresh.js';
import { listOf } from '../tasks/rows.js';

export default function completedToggle(root) {
  root.addEventListener('click', event => {
    if (hasModifier(event)) return;
    event.preventDefault();
    const list = listOf(root);
    const kind = root.dataset.fold;
    const shown = new Set((list.dataset.show ?? '').split(',').filter(Boolean));
    const opens = root.getAttribute('aria-expanded') !== 'true';
    if (opens) shown.add(kind);
    else shown.delete(kind);
    list.dataset.show = [...shown].join(',');
    root.setAttribute('aria-expanded', String(opens));
    if (opens) {
      root.setAttribute('aria-busy', 'true');
      refresh(list.dataset.list);
    } else {
      list.querySelector(`:scope > .tasks.${kind}`)?.remove();
    }
  });
}
