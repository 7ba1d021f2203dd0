// Drops rows where they were dragged to: one with its subtasks, or all that are selected, one after the other.
import { set } from '../store.js';
import { toast } from '../components/toast.js';
import { describePlace } from './carry.js';
import { mutate, toFields } from './mutations.js';
import { depthOf, isMovable, listOf, placeOf, rowOf, setDepth, withSubtasks } from './rows.js';
import { moveToList, rememberPlace, savePlace } from './task-moves.js';
import { announce, text } from './texts.js';

/** @returns what is dragged with a row: itself, or the selected rows that are not below another of them. */
export function headsOf(row) {
  if (!row.querySelector(':scope > .select-box:checked')) return [row];
  const selected = [...document.querySelectorAll('.select-box:checked')].map(rowOf).filter(isMovable);
  const below = new Set(selected.flatMap(other => withSubtasks(other).slice(1)));
  return selected.filter(other => !below.has(other));
}

/** @param target  { toList } or { rows, before, depth } */
export function drop({ heads, moved, list, target }) {
  if (!target) return;
  const isOne = heads.length === 1;
  const [first] = heads;
  if (target.toList) {
    if (!isOne) moveSeveral(heads, { todo: 'move', to: target.toList });
    else if (target.toList !== list) moveToList(first, target.toList);
    return;
  }
  const restores = heads.map(rememberPlace);
  const restore = () => restores.toReversed().forEach(put => put());
  for (const row of moved) target.rows.insertBefore(row, target.before);
  for (const head of heads) setDepth(head, target.depth);
  announce(text('droppedAt', describePlace(first)));
  if (isOne) return savePlace(first, restore, list);
  const place = placeOf(first);
  const { sorted } = listOf(first).dataset;
  if (sorted && heads.every(({ dataset }) => dataset.list === place.to && (dataset.parent ?? '') === place.parent)) {
    restore();
    return toast(sorted);
  }
  moveSeveral(heads, { todo: 'place', ...place, previous: sorted ? '' : place.previous }, restore);
}

function moveSeveral(heads, change, restore = () => {}) {
  set('isSelecting', false);
  const picks = heads.map(({ dataset }) => ({ name: 'pick', value: `${dataset.list}/${dataset.task}` }));
  const lists = [...new Set([...heads.map(({ dataset }) => dataset.list), change.to])];
  mutate({ action: '/tasks/bulk', fields: [...toFields(change), ...picks] }, lists, { show: () => restore });
}
