// A row that is done with closes, and what had the focus in it goes to the next one.
import { focusRow, nearestRow } from './rows.js';

const DELAY = 400;
const DURATION = 220;

/** @param gone  called when the row has closed. */
export function leave(row, gone) {
  if (row.contains(document.activeElement)) focusRow(nearestRow(row));
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return gone();
  const { height } = row.getBoundingClientRect();
  const steps = [{ blockSize: `${height}px`, opacity: 1 }, { blockSize: 0, opacity: 0, paddingBlock: 0 }];
  row.style.overflow = 'hidden';
  const closing = row.animate(steps, { delay: DELAY, duration: DURATION, easing: 'cubic-bezier(.5, 0, .9, .4)', fill: 'both' });
  closing.finished.then(() => {
    closing.cancel();
    row.style.overflow = '';
    gone();
  }, () => {});
}
