// Rows are carried: with the mouse, with a finger that rests first, and with the keyboard, where each step is told to those who listen.
import { drop, spot } from './change.js';
import { below, columnOf, depthOf, focusRow, isPlaced, rowOf, setDepth, titleOf } from './rows.js';
import { announce, word } from './words.js';

const THRESHOLD = 6;
const REST = 400;
/** Between the left edges of a task and of a subtask, from where their list begins. */
const INDENT = 8;
let held = null;

// With the keyboard

/** Takes a row in hand: arrows carry it, Enter puts it down, Escape puts it back. */
export function grab(row) {
  if (!isPlaced(row)) return announce(word('edge'));
  release();
  row.classList.add('grabbed');
  held = { row, before: spot(row), from: row.dataset.list, isByKeys: true };
  focusRow(row);
  announce(word('grabbed', titleOf(row)));
}

function release() {
  held?.row.classList.remove('grabbed', 'dragging');
  held = null;
}

document.addEventListener('keydown', event => {
  if (!held?.isByKeys) return;
  const { row, before, from } = held;
  const step = {
    ArrowUp: () => climb(row, -1),
    ArrowDown: () => climb(row, 1),
    ArrowLeft: () => (event.shiftKey ? outdent(row) : across(row, -1)),
    ArrowRight: () => (event.shiftKey ? indent(row) : across(row, 1)),
  }[event.key];
  if (step) {
    event.preventDefault();
    step();
    row.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    focusRow(row);
    announce(where(row));
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    release();
    announce(word('droppedAt', where(row)));
    drop(row, before, from);
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    release();
    before.restore();
    focusRow(row);
    announce(word('putBack', titleOf(row)));
  }
  event.stopPropagation();
}, { capture: true });

function where(row) {
  const list = columnOf(row);
  const rows = [...row.parentElement.querySelectorAll(':scope > .task')];
  const parent = depthOf(row) > 0 ? rows.slice(0, rows.indexOf(row)).findLast(one => depthOf(one) < depthOf(row)) : null;
  const place = word('place', rows.indexOf(row) + 1, rows.length, list.querySelector('h2')?.textContent.trim() ?? document.querySelector('h1').textContent.trim());
  return parent ? `${place} ${word('under', titleOf(parent))}` : place;
}

/** One row further, past whole families when it has subtasks of its own. */
function climb(row, way) {
  const family = [row, ...below(row)];
  if (way < 0) {
    let target = row.previousElementSibling;
    if (!target?.matches('.task')) return;
    if (family.length > 1) while (depthOf(target) > 0) target = target.previousElementSibling;
    target.before(...family);
  } else {
    let target = family.at(-1).nextElementSibling;
    if (!target?.matches('.task')) return;
    if (family.length > 1) target = [target, ...below(target)].at(-1);
    target.after(...family);
  }
  settle(row, depthOf(row) > 0);
}

function across(row, way) {
  const columns = [...document.querySelectorAll('.board > .list')];
  const next = columns[columns.indexOf(columnOf(row)) + way]?.querySelector(':scope > .tasks.open');
  if (!next) return;
  const family = [row, ...below(row)];
  next.prepend(...family);
  settle(row, false);
}

function indent(row) {
  settle(row, true);
}

function outdent(row) {
  let last = row;
  while (last.nextElementSibling?.matches('.task') && depthOf(last.nextElementSibling) > 0) last = last.nextElementSibling;
  if (last !== row) last.after(row);
  settle(row, false);
}

/** Gives a row the depth that fits where it stands: a subtask stands under a task of the top level, and has no subtasks itself. */
function settle(row, wishesIn) {
  const family = [row, ...below(row)].slice(1);
  const before = row.previousElementSibling;
  const after = [row, ...family].at(-1).nextElementSibling;
  const isInside = after?.matches('.task') && depthOf(after) > 0;
  if (family.length > 0) {
    // Not into another family: after all of it.
    if (isInside) [after, ...below(after)].at(-1).after(row, ...family);
    return setDepth(row, 0);
  }
  const mayBeIn = before?.matches('.task') && !before.matches('.done') && !before.matches('.assigned');
  setDepth(row, isInside && before ? 1 : wishesIn && mayBeIn && !row.matches('.assigned') ? 1 : 0);
}

// With the mouse and with a finger

document.addEventListener('dragstart', event => {
  if (rowOf(event.target)) event.preventDefault();
});

document.addEventListener('pointerdown', event => {
  const row = rowOf(event.target);
  if (!row || !isPlaced(row) || event.button !== 0 || held) return;
  if (row.matches('.editing, .pending') || event.target.closest('button, input, summary, textarea, select')) return;
  const start = { x: event.clientX, y: event.clientY };
  const isTouch = event.pointerType !== 'mouse';
  const resting = isTouch ? setTimeout(() => lift(row, start), REST) : 0;
  const move = moved => {
    const far = Math.hypot(moved.clientX - start.x, moved.clientY - start.y) > THRESHOLD;
    if (held) carry(moved);
    else if (far && isTouch) stop();
    else if (far) {
      lift(row, start);
      carry(moved);
    }
  };
  const stop = ended => {
    clearTimeout(resting);
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', stop);
    removeEventListener('pointercancel', stop);
    if (!held || held.isByKeys) return;
    const { before, from, hasMoved, ghost } = held;
    ghost.remove();
    release();
    if (ended?.type === 'pointercancel') return before.restore();
    if (hasMoved) {
      // The click that ends the way of the mouse opens nothing.
      addEventListener('click', click => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
      setTimeout(() => dispatchEvent(new Event('click')), 0);
      announce(word('droppedAt', where(row)));
      drop(row, before, from);
    }
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', stop);
  addEventListener('pointercancel', stop);
});

// A finger that carries does not scroll.
document.addEventListener('touchmove', event => {
  if (held && !held.isByKeys) event.preventDefault();
}, { passive: false });
document.addEventListener('contextmenu', event => {
  if (held && !held.isByKeys) event.preventDefault();
});

function lift(row, start) {
  getSelection()?.removeAllRanges();
  const box = row.getBoundingClientRect();
  const ghost = row.cloneNode(true);
  for (const element of [ghost, ...ghost.querySelectorAll('[id]')]) element.removeAttribute('id');
  ghost.className += ` ghost ${[...columnOf(row).classList].find(name => name.startsWith('tone-')) ?? ''}`;
  ghost.setAttribute('aria-hidden', 'true');
  ghost.inert = true;
  ghost.style.inlineSize = `${box.width}px`;
  document.body.append(ghost);
  row.classList.add('dragging');
  held = { row, before: spot(row), from: row.dataset.list, start, box, ghost, hasMoved: false };
  navigator.vibrate?.(10);
  place(start.x, start.y);
}

function place(x, y) {
  const { ghost, box, start } = held;
  ghost.style.transform = `translate(${box.left + x - start.x}px, ${box.top + y - start.y}px)`;
}

function carry({ clientX: x, clientY: y }) {
  const { row, start, box } = held;
  place(x, y);
  scrollNear(x, y);
  const target = document.elementFromPoint(x, y);
  const list = columnOf(target)?.querySelector(':scope > .tasks.open');
  if (!list) return;
  const family = [row, ...below(row)];
  const over = rowOf(target);
  if (over && over.parentElement === list && !family.includes(over)) {
    const { top, height } = over.getBoundingClientRect();
    if (y < top + height / 2) over.before(...family);
    else over.after(...family);
  } else if (!over && list !== row.parentElement) {
    list.prepend(...family);
  }
  const left = box.left + x - start.x;
  settle(row, left > row.parentElement.getBoundingClientRect().left + INDENT);
  held.hasMoved = true;
}

function scrollNear(x, y) {
  const list = columnOf(document.elementFromPoint(x, y));
  const board = document.querySelector('.board');
  const edge = 48;
  if (list && getComputedStyle(list).overflowY === 'auto') {
    const { top, bottom } = list.getBoundingClientRect();
    if (y < top + edge) list.scrollTop -= 12;
    else if (y > bottom - edge) list.scrollTop += 12;
  } else if (y < edge) scrollBy(0, -12);
  else if (y > innerHeight - edge) scrollBy(0, 12);
  if (board) {
    const { left, right } = board.getBoundingClientRect();
    if (x < left + edge) board.scrollLeft -= 12;
    else if (x > right - edge) board.scrollLeft += 12;
  }
}
