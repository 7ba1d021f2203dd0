// What can be done with a row: each shown at once.
import { act } from './act.js';
import { below, columnOf, depthOf, focusRow, isDone, neighbour, pathOf, placeOf, rowOf, setDepth, titleOf } from './rows.js';
import { send, sendLast } from './send.js';
import { toast } from './toast.js';
import { forget, remember, undo } from './undo.js';
import { refresh, refreshAll } from './refresh.js';
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
  const siblings = siblingsOf(row);
  const at = siblings.indexOf(row);
  if (at <= 0) return announce(word('edge'));
  return move(row, () => carry(row, rows => siblings[at - 1].before(...rows)));
}

export function stepDown(row) {
  const siblings = siblingsOf(row);
  const at = siblings.indexOf(row);
  if (at < 0 || at === siblings.length - 1) return announce(word('edge'));
  const last = [siblings[at + 1], ...below(siblings[at + 1])].at(-1);
  return move(row, () => carry(row, rows => last.after(...rows)));
}

export function stepIn(row) {
  const siblings = siblingsOf(row);
  const at = siblings.indexOf(row);
  if (at <= 0 || depthOf(row) > 0 || below(row).length > 0) return announce(word('edge'));
  return move(row, () => setDepth(row, 1));
}

export function stepOut(row) {
  if (depthOf(row) === 0) return announce(word('edge'));
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

// Deletions are sent when their toast ends, or when the page is left: until then nothing has happened that could be lost.
const parting = new Set();
const LEFT = 'deletions-sent-while-leaving';

/** Takes rows off the page. A task that came from a document or a chat asks on a page of its own first. */
export function remove(rows) {
  const assigned = rows.find(row => row.matches('.assigned'));
  if (assigned && rows.length === 1) {
    location.assign(`${pathOf(assigned)}/delete`);
    return;
  }
  const all = new Set(rows.filter(row => !row.matches('.assigned')).flatMap(row => [row, ...below(row)]));
  const near = [...all].at(-1) && neighbour([...all].at(-1));
  const heads = [...all].filter(row => !all.has(document.getElementById(`t-${row.dataset.parent}`)));
  const places = [...all].map(row => ({ row, parent: row.parentElement, next: row.nextElementSibling }));
  const lists = new Set([...all].map(row => row.dataset.list));
  for (const row of all) {
    row.hidden = true;
    row.classList.add('going');
  }
  focusRow(near);

  const deletion = {
    fields: heads.length === 1 ? [] : [['todo', 'delete'], ...heads.map(row => ['pick', `${row.dataset.list}/${row.dataset.task}`])],
    action: heads.length === 1 ? `${pathOf(heads[0])}/delete` : '/tasks/bulk',
  };
  parting.add(deletion);
  const bringBack = () => {
    for (const { row } of places) {
      row.hidden = false;
      row.classList.remove('going');
    }
    focusRow(heads[0]);
  };
  const entry = remember(() => {
    parting.delete(deletion);
    handle.close();
    bringBack();
    announce(word('back', heads.length === 1 ? titleOf(heads[0]) : heads.length));
  });
  const handle = toast(
    heads.length === 1 ? word('deleted', titleOf(heads[0])) : word('deletedMany', heads.length),
    [{ text: word('undo'), run: () => undo(entry) }],
    async () => {
      if (!parting.delete(deletion)) return;
      forget(entry);
      try {
        const receipt = await send(deletion.action, deletion.fields);
        if (receipt.undo) remember(() => act(receipt.undo, [...lists], { isUndo: true }));
        for (const { row } of places) row.remove();
      } catch (refusal) {
        bringBack();
        toast(refusal.message);
      }
      for (const list of lists) refresh(list);
    });
}

addEventListener('pagehide', () => {
  if (parting.size > 0) sessionStorage.setItem(LEFT, JSON.stringify([...parting]));
  for (const { action, fields } of parting) sendLast(action, fields);
  parting.clear();
});

// The page after may have been made before the deletion was, or the deletion may not have got out: it is sent once more, which does
// no harm, and its rows are left out until it is answered.
for (const deletion of JSON.parse(sessionStorage.getItem(LEFT) || '[]')) {
  parting.add(deletion);
  send(deletion.action, deletion.fields)
    .catch(refusal => refusal.status === 404 || toast(refusal.message))
    .finally(() => {
      parting.delete(deletion);
      hide(idsOf(deletion), false);
      refreshAll();
    });
}
sessionStorage.removeItem(LEFT);

const idsOf = ({ action, fields }) => fields.length
  ? fields.filter(([name]) => name === 'pick').map(([, value]) => value.split('/')[1])
  : [decodeURIComponent(action.split('/')[3])];

/** With what stands under them. */
function hide(ids, isHidden = true) {
  for (const id of ids) {
    const row = document.getElementById(`t-${id}`);
    for (const one of row ? [row, ...below(row)] : []) one.hidden = isHidden;
  }
}

// What comes from the server may still have what is on its way out.
const leaveOut = () => hide([...parting].flatMap(idsOf));
document.addEventListener('rows', leaveOut);
leaveOut();

document.addEventListener('click', event => {
  const state = event.target.closest?.('button.state');
  const row = rowOf(state);
  if (!row || !columnOf(row)) return;
  event.preventDefault();
  complete(row);
});
