// While something is dragged near an edge, scrolls the list, or the page where lists do not scroll, and the board.
import { listOf } from './rows.js';

const ZONE = 48;
const MAX_STEP = 14;

/**
 * @param position   returns { x, y }, or nothing when the drag has ended
 * @param onScroll   called with the position after something has scrolled
 */
export function scrollNearEdges(position, onScroll) {
  requestAnimationFrame(function scroll() {
    const at = position();
    if (!at) return;
    if (scrollAt(at)) onScroll(at);
    requestAnimationFrame(scroll);
  });
}

function scrollAt({ x, y }) {
  const list = listOf(document.elementFromPoint(x, y));
  const scroller = list && getComputedStyle(list).overflowY === 'auto' ? list : document.querySelector('main');
  const board = document.querySelector('.board');
  const { top, bottom } = scroller.getBoundingClientRect();
  const vertical = stepNear(y, Math.max(0, top), Math.min(innerHeight, bottom));
  const { left, right } = board.getBoundingClientRect();
  const horizontal = x < left - ZONE ? 0 : stepNear(x, left, right);
  const before = [scroller.scrollTop, board.scrollLeft, scrollY];
  // Snapping would pull the board back at each step.
  board.classList.toggle('no-snap', horizontal !== 0);
  scroller.scrollTop += vertical;
  if (scroller.matches('main')) scrollBy(0, vertical);
  board.scrollLeft += horizontal;
  return before[0] !== scroller.scrollTop || before[1] !== board.scrollLeft || before[2] !== scrollY;
}

function stepNear(position, start, end) {
  const near = Math.max(0, start + ZONE - position) - Math.max(0, position - (end - ZONE));
  return -Math.round((Math.max(-ZONE, Math.min(ZONE, near)) / ZONE) * MAX_STEP);
}
