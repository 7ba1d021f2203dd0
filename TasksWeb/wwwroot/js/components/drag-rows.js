// Drags rows with the mouse, or with a finger that rests on one first.
import { get, set } from '../store.js';
import { describePlace, fitDepth } from '../tasks/carry.js';
import { isMovable, listOf, openRows, rowOf, withSubtasks } from '../tasks/rows.js';
import { rememberPlace, savePlace } from '../tasks/task-moves.js';
import { announce, text } from '../tasks/texts.js';

const MOUSE_THRESHOLD = 6;
const LONG_PRESS = 400;
/** A row this far right of its list's left edge becomes a subtask. */
const INDENT = 8;
const SCROLL_ZONE = 48;
const SCROLL_STEP = 12;

const isDragging = () => get('carried') !== null && !get('carried').byKeyboard;

export default function dragRows(root) {
  let hasDropped = false;

  root.addEventListener('dragstart', event => rowOf(event.target) && event.preventDefault());
  // A finger that drags does not scroll, and a long press opens no menu.
  root.addEventListener('touchmove', event => isDragging() && event.preventDefault(), { passive: false });
  root.addEventListener('contextmenu', event => isDragging() && event.preventDefault());
  // The click that ends a drag opens nothing.
  root.addEventListener('click', event => hasDropped && event.preventDefault());

  root.addEventListener('pointerdown', event => {
    const row = rowOf(event.target);
    if (!row || !isMovable(row) || event.button !== 0 || get('carried')) return;
    if (row.matches('.editing, .pending') || event.target.closest('button, input, summary, textarea, select')) return;
    const start = { x: event.clientX, y: event.clientY };
    const isTouch = event.pointerType !== 'mouse';
    const longPress = isTouch ? setTimeout(() => lift(row, start), LONG_PRESS) : 0;
    const gesture = new AbortController();
    const { signal } = gesture;

    const end = () => {
      clearTimeout(longPress);
      gesture.abort();
    };
    addEventListener('pointermove', moved => {
      const isFar = Math.hypot(moved.clientX - start.x, moved.clientY - start.y) > MOUSE_THRESHOLD;
      if (!get('carried') && isFar && !isTouch) lift(row, start);
      if (isDragging()) drag(moved);
      else if (isFar) end();
    }, { signal });
    addEventListener('pointercancel', () => {
      end();
      if (isDragging()) release().restore();
    }, { signal });
    addEventListener('pointerup', () => {
      end();
      if (!isDragging()) return;
      const { restore, list, hasMoved } = release();
      if (!hasMoved) return;
      hasDropped = true;
      setTimeout(() => { hasDropped = false; });
      announce(text('droppedAt', describePlace(row)));
      savePlace(row, restore, list);
    }, { signal });
  });
}

function lift(row, start) {
  getSelection()?.removeAllRanges();
  const box = row.getBoundingClientRect();
  const ghost = ghostOf(row, box.width);
  document.body.append(ghost);
  row.classList.add('dragging');
  set('carried', { row, restore: rememberPlace(row), list: row.dataset.list, start, box, ghost, hasMoved: false });
  navigator.vibrate?.(10);
  placeGhost(start.x, start.y);
}

function release() {
  const carried = get('carried');
  carried.ghost.remove();
  carried.row.classList.remove('dragging');
  set('carried', null);
  return carried;
}

/** The copy of the row that follows the pointer. */
function ghostOf(row, width) {
  const ghost = row.cloneNode(true);
  for (const element of [ghost, ...ghost.querySelectorAll('[id]')]) element.removeAttribute('id');
  ghost.classList.add('drag-ghost', ...[...listOf(row).classList].filter(name => name.startsWith('color-')));
  ghost.setAttribute('aria-hidden', 'true');
  ghost.inert = true;
  ghost.style.inlineSize = `${width}px`;
  return ghost;
}

function placeGhost(x, y) {
  const { ghost, box, start } = get('carried');
  ghost.style.transform = `translate(${box.left + x - start.x}px, ${box.top + y - start.y}px)`;
}

function drag({ clientX: x, clientY: y }) {
  const carried = get('carried');
  const { row, start, box } = carried;
  placeGhost(x, y);
  scrollNearEdge(x, y);
  const target = document.elementFromPoint(x, y);
  const rows = openRows(listOf(target));
  if (!rows) return;
  const moved = withSubtasks(row);
  const over = rowOf(target);
  if (over && over.parentElement === rows && !moved.includes(over)) {
    const { top, height } = over.getBoundingClientRect();
    if (y < top + height / 2) over.before(...moved);
    else over.after(...moved);
  } else if (!over && rows !== row.parentElement) {
    rows.prepend(...moved);
  }
  fitDepth(row, box.left + x - start.x > row.parentElement.getBoundingClientRect().left + INDENT);
  carried.hasMoved = true;
}

/** Near an edge, scrolls the list, or the page where lists do not scroll, and the board. */
function scrollNearEdge(x, y) {
  const list = listOf(document.elementFromPoint(x, y));
  const scrolls = list && getComputedStyle(list).overflowY === 'auto';
  const { top, bottom } = scrolls ? list.getBoundingClientRect() : { top: 0, bottom: innerHeight };
  (scrolls ? list : window).scrollBy(0, stepNear(y, top, bottom));
  const board = document.querySelector('.board');
  const { left, right } = board.getBoundingClientRect();
  board.scrollLeft += stepNear(x, left, right);
}

function stepNear(position, start, end) {
  if (position < start + SCROLL_ZONE) return -SCROLL_STEP;
  return position > end - SCROLL_ZONE ? SCROLL_STEP : 0;
}
