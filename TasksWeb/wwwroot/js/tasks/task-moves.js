// Moves a row with its subtasks on the page, and sends where it stands then.
import { toast } from '../components/toast.js';
import { mutate, toFields } from './mutations.js';
import {
  depthOf, focusRow, isMovable, listById, listOf, nearestRow, openRows, pathOf, placeOf, setDepth, withSubtasks,
} from './rows.js';
import { announce, text } from './texts.js';

/** Where a row stands with its subtasks. @returns a function that puts them back. */
export function rememberPlace(row) {
  const rows = withSubtasks(row);
  const parent = row.parentElement;
  const next = rows.at(-1).nextElementSibling;
  const depths = rows.map(depthOf);
  return function restore() {
    rows.forEach((moved, index) => {
      setDepth(moved, depths[index]);
      parent.insertBefore(moved, next?.parentElement === parent ? next : null);
    });
  };
}

/**
 * Sends the place of a row that has been moved on the page.
 * @param restore   what rememberPlace returned before
 * @param fromList  the id of the list it came from
 */
export function savePlace(row, restore, fromList) {
  const place = placeOf(row);
  const { sorted } = listOf(row).dataset;
  if (sorted) {
    // In an order by date or title, people give no places.
    if (place.to === fromList && place.parent === (row.dataset.parent ?? '')) {
      restore();
      return toast(sorted);
    }
    place.previous = '';
  }
  return mutate({ action: `${pathOf(row)}/move`, fields: toFields(place) }, [fromList, place.to], { show: () => restore });
}

export function moveUp(row) {
  const siblings = siblingsOf(row);
  const target = siblings[siblings.indexOf(row) - 1];
  return move(row, target && (() => target.before(...withSubtasks(row))));
}

export function moveDown(row) {
  const siblings = siblingsOf(row);
  const target = siblings[siblings.indexOf(row) + 1];
  return move(row, target && (() => withSubtasks(target).at(-1).after(...withSubtasks(row))));
}

/** Makes it a subtask of the task above. */
export function indent(row) {
  const canIndent = siblingsOf(row).indexOf(row) > 0 && depthOf(row) === 0 && withSubtasks(row).length === 1;
  return move(row, canIndent && (() => setDepth(row, 1)));
}

export function outdent(row) {
  return move(row, depthOf(row) > 0 && (() => {
    let last = row;
    let next = row.nextElementSibling;
    while (next?.matches('.task') && depthOf(next) >= depthOf(row)) {
      last = next;
      next = next.nextElementSibling;
    }
    if (last !== row) last.after(row);
    setDepth(row, depthOf(row) - 1);
  }));
}

/** @param put  moves it on the page; nothing if it is at the edge. */
function move(row, put) {
  if (!put || !isMovable(row)) return announce(text('edge'));
  const restore = rememberPlace(row);
  const { activeElement } = document;
  const hasFocus = withSubtasks(row).some(moved => moved.contains(activeElement));
  put();
  if (hasFocus) activeElement.focus();
  return savePlace(row, restore, row.dataset.list);
}

function siblingsOf(row) {
  const { parent } = placeOf(row);
  return [...row.parentElement.children].filter(
    other => other.matches('.task') && depthOf(other) === depthOf(row) && placeOf(other).parent === parent);
}

export function moveToList(row, list) {
  const rows = withSubtasks(row);
  const nearest = nearestRow(row);
  const restore = rememberPlace(row);
  const target = openRows(listById(list));
  const from = row.dataset.list;
  setDepth(row, 0);
  if (target) target.prepend(...rows);
  else for (const moved of rows) moved.remove();
  focusRow(target ? row : nearest);
  return mutate({ action: `${pathOf(row)}/move`, fields: toFields({ to: list }) }, [from, list], { show: () => restore });
}
