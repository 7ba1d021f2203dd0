// On a phone, a swipe to the right completes a task and one to the left opens its date.
import { get } from '../store.js';
import { isDone, isEditable, rowOf } from '../tasks/rows.js';
import { toggleCompleted } from '../tasks/task-actions.js';
import { chooseDate } from './date-menu.js';

const START = 12;
const ENOUGH = 72;

export default function swipeRows(root) {
  root.addEventListener('pointerdown', event => {
    const row = rowOf(event.target);
    if (event.pointerType !== 'touch' || !isEditable(row) || get('isSelecting') || row.matches('.editing, .pending')) return;
    // On the board, a swipe leads from list to list.
    if (row.closest('.board:not(.single)')) return;
    const gesture = new AbortController();
    const { signal } = gesture;
    let shift = 0;
    const end = () => {
      gesture.abort();
      row.classList.remove('swiped', 'to-date');
      row.style.translate = '';
    };
    addEventListener('pointermove', moved => {
      const x = moved.clientX - event.clientX;
      if (get('carried') || (shift === 0 && Math.abs(moved.clientY - event.clientY) > START)) return end();
      if (shift === 0 && Math.abs(x) < START) return;
      shift = x;
      row.classList.add('swiped');
      row.classList.toggle('to-date', shift < 0);
      row.style.translate = `${x}px 0`;
    }, { signal });
    addEventListener('pointercancel', end, { signal });
    addEventListener('pointerup', () => {
      end();
      if (shift > ENOUGH) toggleCompleted(row);
      else if (shift < -ENOUGH && !isDone(row)) chooseDate(row);
      if (shift !== 0) ignoreClick();
    }, { signal });
  });
}

/** The press that ends a swipe opens nothing; the next one does. */
function ignoreClick() {
  const next = new AbortController();
  addEventListener('click', pressed => pressed.preventDefault(), { capture: true, once: true, signal: next.signal });
  addEventListener('pointerdown', () => next.abort(), { capture: true, once: true });
}
