// A task is dragged to another day; Escape leaves it where it was. Keyboards and touch reach its page, which has the date.
import { mutate, toFields } from '../tasks/mutations.js';
import { isBusy, onRefresh, whenIdle } from '../tasks/refresh.js';
import { taskPath } from '../tasks/rows.js';

const THRESHOLD = 6;

export default function calendar(root) {
  const schedule = whenIdle(load);
  let hasDropped = false;
  onRefresh(schedule);

  root.addEventListener('click', event => hasDropped && event.preventDefault());
  root.addEventListener('pointerdown', event => {
    const task = event.target.closest('[data-task]');
    if (!task || event.button !== 0 || event.pointerType === 'touch') return;
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
        (day.querySelector('ul') ?? day).append(task);
        return () => from.insertBefore(task, next);
      },
    });
  }

  async function load() {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
    if (!response?.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-component=calendar]');
    if (isBusy()) return schedule();
    if (fresh) root.replaceChildren(...fresh.childNodes);
  }
}
