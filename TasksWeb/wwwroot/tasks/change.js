// What can be done with a row: each shown at once.
import { act } from './act.js';
import { later } from './later.js';
import { below, columnOf, depthOf, focusRow, isDone, isLive, isPlaced, neighbour, pathOf, placeOf, rowOf, setDepth, titleOf } from './rows.js';
import { toast } from './toast.js';
import { announce, word } from './words.js';

export function complete(row) {
  const done = isDone(row);
  return act({ action: `${pathOf(row)}/${done ? 'reopen' : 'complete'}` }, [row.dataset.list], {
    show() {
      mark(row, !done);
      return () => mark(row, done);
    },
  });
}

function mark(row, isCompleted) {
  row.classList.toggle('done', isCompleted);
  const state = row.querySelector('.state');
  state.setAttribute('formaction', `${pathOf(row)}/${isCompleted ? 'reopen' : 'complete'}`);
  state.setAttribute('aria-labelledby', `${isCompleted ? 'say-reopen' : 'say-complete'} ${row.querySelector('.name').id}`);
}

export function setDue(row, due) {
  return act({ action: `${pathOf(row)}/due`, fields: [{ name: 'due', value: due }] }, [row.dataset.list]);
}

/** Shows the row at its new place and sends it there; `put` moves it on the page. */
export function move(row, put) {
  const before = spot(row);
  const from = row.dataset.list;
  put();
  return drop(row, before, from);
}

/** The row has been moved on the page already. */
export function drop(row, before, from) {
  const place = placeOf(row);
  if (columnOf(row).matches('[data-sorted]')) {
    // Nobody gives a place in an order that goes by date or title.
    if (place.to === from && place.parent === (row.dataset.parent ?? '')) {
      before.restore();
      return toast(word('sorted'));
    }
    place.previous = '';
  }
  return act(
    { action: `${pathOf(row)}/move`, fields: Object.entries(place).map(([name, value]) => ({ name, value })) },
    [from, place.to],
    { show: () => () => before.restore() });
}

/** Remembers where a row stands, with what stands under it. */
export function spot(row) {
  const rows = [row, ...below(row)];
  const parent = row.parentElement;
  const next = rows.at(-1).nextElementSibling;
  const depths = rows.map(depthOf);
  return {
    restore() {
      rows.forEach((one, index) => {
        setDepth(one, depths[index]);
        parent.insertBefore(one, next?.parentElement === parent ? next : null);
      });
    },
  };
}

export function stepUp(row) {
  if (!isPlaced(row)) return announce(word('edge'));
  const siblings = siblingsOf(row);
  const at = siblings.indexOf(row);
  if (at <= 0) return announce(word('edge'));
  return move(row, () => carry(row, rows => siblings[at - 1].before(...rows)));
}

export function stepDown(row) {
  if (!isPlaced(row)) return announce(word('edge'));
  const siblings = siblingsOf(row);
  const at = siblings.indexOf(row);
  if (at < 0 || at === siblings.length - 1) return announce(word('edge'));
  const last = [siblings[at + 1], ...below(siblings[at + 1])].at(-1);
  return move(row, () => carry(row, rows => last.after(...rows)));
}

export function stepIn(row) {
  if (!isPlaced(row)) return announce(word('edge'));
  const siblings = siblingsOf(row);
  const at = siblings.indexOf(row);
  if (at <= 0 || depthOf(row) > 0 || below(row).length > 0) return announce(word('edge'));
  return move(row, () => setDepth(row, 1));
}

export function stepOut(row) {
  if (!isPlaced(row) || depthOf(row) === 0) return announce(word('edge'));
  let last = row;
  while (last.nextElementSibling?.matches('.task') && depthOf(last.nextElementSibling) >= depthOf(row)) last = last.nextElementSibling;
  return move(row, () => {
    if (last !== row) last.after(row);
    setDepth(row, depthOf(row) - 1);
  });
}

export function moveTo(row, list) {
  const rows = [row, ...below(row)];
  const near = neighbour(row);
  const before = spot(row);
  const target = document.getElementById(`l-${list}`)?.querySelector(':scope > .tasks.open');
  const from = row.dataset.list;
  setDepth(row, 0);
  if (target) target.prepend(...rows);
  else for (const one of rows) one.remove();
  focusRow(target ? row : near);
  return act(
    { action: `/tasks/${encodeURIComponent(from)}/${encodeURIComponent(row.dataset.task)}/move`, fields: [{ name: 'to', value: list }] },
    [from, list],
    { show: () => () => before.restore() });
}

/** Moves a row on the page together with what stands under it, and keeps the focus. */
function carry(row, put) {
  const rows = [row, ...below(row)];
  const focused = rows.find(one => one.contains(document.activeElement));
  const element = document.activeElement;
  put(rows);
  if (focused) element.focus();
}

function siblingsOf(row) {
  return [...row.parentElement.children].filter(one => one.matches('.task') && depthOf(one) === depthOf(row) && placeOf(one).parent === placeOf(row).parent);
}

/** Takes rows off the page. A task that came from a document or a chat asks on a page of its own first. */
export function remove(rows) {
  const assigned = rows.filter(row => row.matches('.assigned'));
  if (assigned.length === rows.length) {
    if (rows.length > 1) toast(word('assigned', assigned.length));
    else location.assign(`${pathOf(assigned[0])}/delete`);
    return;
  }
  const all = new Set(rows.filter(row => !assigned.includes(row)).flatMap(row => [row, ...below(row)]));
  const heads = [...all].filter(row => !all.has(document.getElementById(`t-${row.dataset.parent}`)));
  const isOne = heads.length === 1;
  const change = {
    action: isOne ? `${pathOf(heads[0])}/delete` : '/tasks/bulk',
    fields: isOne ? [] : [['todo', 'delete'], ...heads.map(row => ['pick', `${row.dataset.list}/${row.dataset.task}`])],
    hides: [...all].map(({ dataset: { task } }) => `[data-task="${CSS.escape(task)}"], [data-parent="${CSS.escape(task)}"]`).join(),
    lists: [...new Set([...all].map(row => row.dataset.list))],
  };
  const said = isOne ? word('deleted', titleOf(heads[0])) : word('deletedMany', heads.length);
  later(change, assigned.length > 0 ? `${said} ${word('assigned', assigned.length)}` : said, () => {
    focusRow(heads[0]);
    return isOne ? word('back', titleOf(heads[0])) : word('backMany', heads.length);
  });
  focusRow(neighbour([...all].at(-1)));
}

document.addEventListener('click', event => {
  const state = event.target.closest?.('button.state');
  const row = rowOf(state);
  if (!isLive(row)) return;
  event.preventDefault();
  complete(row);
});
