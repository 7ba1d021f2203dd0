// Drags rows with the mouse, or with a finger that rests on one first; a selected one takes all selected ones along. They stay
// until the drop: a line shows where they will land, and a pill says what a drop does.
import { get, set } from '../store.js';
import { scrollNearEdges } from '../tasks/auto-scroll.js';
import { drop, headsOf } from '../tasks/drop.js';
import { depthOf, isDone, isMovable, listOf, openRows, rowOf, setDepth, titleOf, withSubtasks } from '../tasks/rows.js';
import { text } from '../tasks/texts.js';

const MOUSE_THRESHOLD = 6;
const LONG_PRESS = 400;
/** So far to the right makes a subtask, so far to the left a task of the top level. */
const INDENT = 24;
const GHOST_OFFSET = 12;
const CONTROLS = 'button, input:not(.select-box:checked), summary, textarea, select';

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
    if (row.matches('.editing, .pending') || event.target.closest(CONTROLS)) return;
    const start = { x: event.clientX, y: event.clientY };
    const isTouch = event.pointerType !== 'mouse';
    const longPress = isTouch ? setTimeout(() => lift(row, start), LONG_PRESS) : 0;
    const gesture = new AbortController();
    const { signal } = gesture;

    const end = () => {
      clearTimeout(longPress);
      gesture.abort();
    };
    const cancel = () => {
      end();
      if (isDragging()) release();
    };
    addEventListener('pointermove', moved => {
      const isFar = Math.hypot(moved.clientX - start.x, moved.clientY - start.y) > MOUSE_THRESHOLD;
      if (!get('carried') && isFar && !isTouch) lift(row, start);
      if (isDragging()) drag(moved.clientX, moved.clientY);
      else if (isFar) end();
    }, { signal });
    addEventListener('keydown', pressed => {
      if (pressed.key !== 'Escape') return;
      // What is selected stays so.
      if (isDragging()) pressed.preventDefault();
      cancel();
    }, { signal, capture: true });
    addEventListener('pointercancel', cancel, { signal });
    addEventListener('pointerup', () => {
      end();
      if (!isDragging()) return;
      hasDropped = true;
      setTimeout(() => { hasDropped = false; });
      drop(release());
    }, { signal });
  });
}

function lift(row, start) {
  getSelection()?.removeAllRanges();
  const heads = headsOf(row);
  const moved = heads.flatMap(withSubtasks);
  const ghost = ghostOf(row, heads.length);
  const line = Object.assign(document.createElement('li'), { className: 'drop-line' });
  line.setAttribute('aria-hidden', 'true');
  document.body.append(ghost);
  for (const one of moved) one.classList.add('dragging');
  const offset = start.x - row.parentElement.getBoundingClientRect().left;
  set('carried', { row, heads, moved, list: row.dataset.list, offset, at: start, ghost, line, target: null });
  scrollNearEdges(() => (isDragging() ? get('carried').at : null), ({ x, y }) => drag(x, y));
  navigator.vibrate?.(10);
  placeGhost(start);
}

function release() {
  const carried = get('carried');
  carried.ghost.remove();
  carried.line.remove();
  for (const one of carried.moved) one.classList.remove('dragging');
  highlight(null);
  set('carried', null);
  return carried;
}

/** The copy of the row that hangs below the pointer, and what a drop would do. */
function ghostOf(row, count) {
  const ghost = document.createElement('div');
  const copy = row.cloneNode(true);
  const hint = document.createElement('p');
  for (const element of [copy, ...copy.querySelectorAll('[id]')]) element.removeAttribute('id');
  setDepth(copy, 0);
  copy.querySelector('.select-box')?.remove();
  hint.className = 'drop-hint';
  ghost.className = ['drag-ghost', ...[...listOf(row).classList].filter(name => name.startsWith('color-'))].join(' ');
  ghost.setAttribute('aria-hidden', 'true');
  ghost.inert = true;
  ghost.append(copy, hint);
  if (count > 1) ghost.dataset.count = count;
  return ghost;
}

function placeGhost({ x, y }) {
  get('carried').ghost.style.transform = `translate(${x + GHOST_OFFSET}px, ${y + GHOST_OFFSET}px)`;
}

function drag(x, y) {
  const carried = get('carried');
  carried.at = { x, y };
  placeGhost(carried.at);
  const under = document.elementFromPoint(x, y);
  const link = under?.closest('.side-link[data-list]') ?? null;
  highlight(link);
  carried.target = link ? { toList: link.dataset.list } : targetIn(listOf(under), carried);
  show(carried, link);
}

/** Where in a list the row would go: before which row, and how deep. */
function targetIn(list, { row, heads, moved, offset, at }) {
  const rows = openRows(list);
  if (!rows) return null;
  const haveSubtasks = moved.length > heads.length;
  const others = [...rows.children].filter(other => other.matches('.task') && !moved.includes(other) && other.checkVisibility());
  const index = others.findIndex(other => {
    const { top, height } = other.getBoundingClientRect();
    return at.y < top + height / 2;
  });
  let before = index < 0 ? rows.querySelector('.more-tasks') : others[index];
  const above = (index < 0 ? others.at(-1) : others[index - 1]) ?? null;
  const isAmongSubtasks = before?.matches('.task') && depthOf(before) > 0;
  if (haveSubtasks && isAmongSubtasks) {
    // A task with subtasks goes behind all subtasks of another.
    const next = others.slice(index).find(other => depthOf(other) === 0) ?? null;
    return { rows, before: next, depth: 0, parent: null };
  }
  const canIndent = above !== null && !haveSubtasks && !heads.some(head => head.matches('.assigned'))
    && (depthOf(above) > 0 || !above.matches('.done, .assigned'));
  const shift = at.x - rows.getBoundingClientRect().left - offset;
  const wants = shift > INDENT || (depthOf(row) > 0 && shift > -INDENT && list.dataset.list === row.dataset.list);
  const depth = canIndent && (isAmongSubtasks || wants) ? 1 : 0;
  const parent = depth === 0 ? null : others.slice(0, index < 0 ? undefined : index).findLast(other => depthOf(other) === 0);
  if (parent && isDone(parent)) return { rows, before, depth: 0, parent: null };
  return { rows, before, depth, parent };
}

function show({ row, ghost, line, target, list }, link) {
  const hint = ghost.querySelector('.drop-hint');
  if (target?.rows) {
    line.className = `drop-line depth-${target.depth}`;
    target.rows.insertBefore(line, target.before);
  } else {
    line.remove();
  }
  const toList = target?.rows ? listOf(target.rows) : null;
  const listName = link?.querySelector('.list-name').textContent
    ?? (toList && toList.dataset.list !== list ? toList.querySelector('.list-title')?.textContent.trim() : null);
  hint.textContent = target?.parent ? text('subtaskOf', titleOf(target.parent)) : listName ? text('moveTo', listName) : '';
  hint.hidden = hint.textContent === '';
}

function highlight(link) {
  for (const other of document.querySelectorAll('.side-link.drop-target')) other.classList.remove('drop-target');
  link?.classList.add('drop-target');
}
