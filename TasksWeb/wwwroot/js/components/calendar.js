// A task is dragged to another day; Escape leaves it where it was. For keyboards and touch, the date popover does it.
import { hasModifier } from '../events.js';
import { announceRows, focusWithin, restoreFocus } from '../tasks/merge-list.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { isBusy, onRefresh, whenIdle } from '../tasks/refresh.js';
import { rowOf, taskPath } from '../tasks/rows.js';
import { parsePage } from '../trusted.js';
import { openQuickAdd } from './quick-add.js';

const THRESHOLD = 6;

export default function calendar(root) {
  const schedule = whenIdle(load);
  let hasDropped = false;
  onRefresh(schedule);

  root.addEventListener('click', event => {
    if (hasDropped) return event.preventDefault();
    const adder = event.target.closest('[data-add]');
    if (adder && !hasModifier(event) && addOn(adder)) event.preventDefault();
  });
  root.addEventListener('pointerdown', event => {
    const task = rowOf(event.target);
    if (!task || event.button !== 0 || event.pointerType === 'touch' || event.target.closest('button, input, dialog')) return;
    const gesture = new AbortController();
    const { signal } = gesture;
    const start = { x: event.clientX, y: event.clientY };
    const box = task.getBoundingClientRect();
    let ghost = null;
    let target = null;

    const show = day => {
      target?.classList.remove('drop-target');
      target = day;
      target?.classList.add('drop-target');
    };
    const end = () => {
      gesture.abort();
      ghost?.remove();
      task.classList.remove('being-moved');
    };
    addEventListener('pointermove', ({ clientX: x, clientY: y }) => {
      if (!ghost && Math.hypot(x - start.x, y - start.y) < THRESHOLD) return;
      if (!ghost) {
        ghost = task.cloneNode(true);
        ghost.inert = true;
        for (const element of [ghost, ...ghost.querySelectorAll('[id]')]) element.removeAttribute('id');
        ghost.classList.add('calendar-ghost');
        ghost.style.inlineSize = `${box.width}px`;
        document.body.append(ghost);
        task.classList.add('being-moved');
      }
      ghost.style.transform = `translate(${box.left + x - start.x}px, ${box.top + y - start.y}px)`;
      show(document.elementFromPoint(x, y)?.closest('[data-day]') ?? null);
    }, { signal });
    addEventListener('keydown', pressed => {
      if (pressed.key !== 'Escape') return;
      show(null);
      end();
    }, { signal });
    addEventListener('pointercancel', () => {
      show(null);
      end();
    }, { signal });
    addEventListener('pointerup', () => {
      const day = target;
      const wasDragged = ghost !== null;
      show(null);
      end();
      if (!wasDragged) return;
      hasDropped = true;
      setTimeout(() => { hasDropped = false; });
      if (day && day !== task.closest('[data-day]')) move(task, day);
    }, { signal });
  });

  function move(task, day) {
    const { list, task: id } = task.dataset;
    const from = task.parentElement;
    const next = task.nextSibling;
    mutate({ action: `${taskPath(list, id)}/due`, fields: toFields({ due: day.dataset.day }) }, [list], {
      show() {
        day.querySelector('ul').append(task);
        return () => from.insertBefore(task, next);
      },
    });
  }

  async function load() {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
    if (!response?.ok) return;
    const fresh = parsePage(await response.text()).querySelector('.calendar');
    if (isBusy()) return schedule();
    if (!fresh) return;
    const focused = focusWithin(root);
    root.replaceChildren(...fresh.childNodes);
    restoreFocus(root, focused);
    announceRows(root);
  }
}

/** Until the dialog closes, it says which day it adds to. @returns whether the page has one */
function addOn(adder) {
  const dialog = openQuickAdd('', { day: adder.closest('[data-day]').dataset.day });
  const heading = dialog?.querySelector('h2');
  if (!heading) return false;
  const before = heading.textContent;
  heading.textContent = adder.getAttribute('aria-label');
  heading.classList.add('shown');
  dialog.addEventListener('close', () => {
    heading.textContent = before;
    heading.classList.remove('shown');
    dialog.querySelector('[name=day]').value = '';
  }, { once: true });
  return true;
}
