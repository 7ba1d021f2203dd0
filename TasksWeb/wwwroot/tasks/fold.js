// Completed and hidden tasks unfold in their place.
import { columnOf } from './rows.js';
import { refresh } from './refresh.js';

document.addEventListener('click', event => {
  const fold = event.target.closest?.('a[data-fold]');
  if (!fold || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  const section = columnOf(fold);
  const shown = new Set((section.dataset.show ?? '').split(',').filter(Boolean));
  const opens = fold.getAttribute('aria-expanded') !== 'true';
  opens ? shown.add(fold.dataset.fold) : shown.delete(fold.dataset.fold);
  section.dataset.show = [...shown].join(',');
  fold.setAttribute('aria-expanded', String(opens));
  if (opens) {
    fold.setAttribute('aria-busy', 'true');
    refresh(section.dataset.list);
  } else {
    section.querySelector(`:scope > .tasks.${fold.dataset.fold}`)?.remove();
  }
}, { capture: true });
