// Puts fresh markup of a list into the page and leaves in place what has not changed, so that focus and scroll stay.
import { nearestRow, openRows, rowOf } from './rows.js';

const PARTS = ['check-button', 'name', 'date-button', 'menu-button', 'select-box'];

export function mergeList(list, fresh) {
  for (const mark of ['late', 'failed']) list.toggleAttribute(`data-${mark}`, mark in fresh.dataset);
  list.dataset.sorted = fresh.dataset.sorted;
  const focused = focusWithin(list);
  const freshParts = [...fresh.children];
  const freshRows = openRows(fresh);
  const heading = list.querySelector('.list-header');
  const freshHeading = fresh.querySelector('.list-header');
  if (heading.innerHTML !== freshHeading.innerHTML) heading.replaceWith(freshHeading);
  for (const old of list.querySelectorAll(':scope > :not(.list-header, .add, .tasks.open)')) old.remove();
  if (openRows(list)) mergeRows(openRows(list), freshRows);
  else list.querySelector(':scope > .add').before(freshRows);
  const rows = openRows(list);
  let isAboveRows = true;
  for (const part of freshParts) {
    if (part === freshRows) isAboveRows = false;
    else if (!part.matches('.list-header, .add')) isAboveRows ? rows.before(part) : list.append(part);
  }
  restoreFocus(list, focused);
  announceRows(list);
}

/** Tells the components around that rows have been inserted. */
export function announceRows(element) {
  element.dispatchEvent(new CustomEvent('rows', { bubbles: true }));
}

function mergeRows(rows, fresh) {
  const known = new Map([...rows.children].filter(row => row.id).map(row => [row.id, row]));
  let position = rows.firstElementChild;
  for (const row of [...fresh.children]) {
    const old = known.get(row.id);
    const isSame = old?.dataset.version === row.dataset.version && old?.className === row.className;
    const stays = old && (isSame || old.matches('.editing'));
    if (old && !stays) {
      if (old === position) position = position.nextElementSibling;
      old.remove();
    }
    const wanted = stays ? old : document.adoptNode(row);
    if (wanted === position) position = position.nextElementSibling;
    else rows.insertBefore(wanted, position);
  }
  while (position) {
    const gone = position;
    position = position.nextElementSibling;
    if (!gone.matches('.editing')) gone.remove();
  }
}

/** Describes what has the focus, so that restoreFocus finds it in fresh rows. */
export function focusWithin(root) {
  const element = document.activeElement;
  if (!root.contains(element)) return null;
  const row = rowOf(element);
  const part = PARTS.find(name => element.classList.contains(name)) ?? 'name';
  return { id: element.id, row: row?.id, near: row && nearestRow(row)?.id, part };
}

/** The same element, its row, or the row beside it. Never a text field: the next shortcut would be typed into it. */
export function restoreFocus(root, focused) {
  if (!focused || root.contains(document.activeElement)) return;
  const { id, row, near, part } = focused;
  const target = (id && document.getElementById(id))
    || (row && document.getElementById(row)?.querySelector(`.${part}`))
    || (near && document.getElementById(near)?.querySelector('.name'))
    || root.querySelector('.task .name, .list-header a');
  target?.focus({ preventScroll: true });
}
