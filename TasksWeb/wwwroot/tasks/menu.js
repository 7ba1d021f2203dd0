// Everything one can do with a task, by its last button: near it on a desk, at the bottom edge on a phone.
import { complete, moveTo, remove, setDue, stepDown, stepIn, stepOut, stepUp } from './change.js';
import { grab } from './drag.js';
import { edit } from './edit.js';
import { depthOf, isDone, isLive, isPlaced, pathOf, rowOf, titleOf } from './rows.js';
import { select } from './select.js';
import { toast } from './toast.js';
import { word } from './words.js';

const sheet = document.getElementById('task-menu');
let row = null;

function day(offset) {
  const today = sheet.dataset.today.split('-').map(Number);
  return new Date(Date.UTC(today[0], today[1] - 1, today[2] + offset)).toISOString().slice(0, 10);
}

const doings = {
  edit: () => edit(row),
  complete: () => complete(row),
  today: () => setDue(row, day(0)),
  tomorrow: () => setDue(row, day(1)),
  week: () => setDue(row, day(7)),
  undated: () => setDue(row, ''),
  up: () => stepUp(row),
  down: () => stepDown(row),
  in: () => stepIn(row),
  out: () => stepOut(row),
  grab: () => grab(row),
  select: () => select(row),
  delete: () => remove([row]),
  page: () => location.assign(pathOf(row)),
};

export function openMenu(target) {
  if (!isLive(target)) return;
  row = target;
  sheet.querySelector('.who').textContent = titleOf(row);
  for (const button of sheet.querySelectorAll('[data-do]')) {
    const { do: doing, when } = button.dataset;
    button.hidden = (when === 'open' && isDone(row)) || (when === 'done' && !isDone(row))
      || (!isPlaced(row) && ['up', 'down', 'in', 'out', 'grab'].includes(doing))
      || (doing === 'in' && depthOf(row) > 0) || (doing === 'out' && depthOf(row) === 0);
  }
  sheet.querySelector('select').value = '';
  for (const option of sheet.querySelectorAll('select option')) option.hidden = option.value === row.dataset.list;
  sheet.showModal();
  const { bottom, right } = row.querySelector('.tool').getBoundingClientRect();
  sheet.style.setProperty('--x', `${Math.max(8, Math.min(right - sheet.offsetWidth, innerWidth - sheet.offsetWidth - 8))}px`);
  sheet.style.setProperty('--y', `${Math.max(8, Math.min(bottom, innerHeight - sheet.offsetHeight - 8))}px`);
}

/** News may have come while the sheet was open: the row is another one, or gone. */
function isThere() {
  row = document.getElementById(row.id);
  if (!row) toast(word('gone'));
  return row !== null;
}

sheet?.addEventListener('click', event => {
  if (event.target === sheet) return sheet.close();
  const doing = event.target.closest('[data-do]')?.dataset.do;
  if (!doing) return;
  sheet.close();
  if (isThere()) doings[doing]();
});

sheet?.querySelector('form').addEventListener('submit', event => {
  event.preventDefault();
  const list = sheet.querySelector('select').value;
  if (!list) return;
  sheet.close();
  if (isThere()) moveTo(row, list);
});

document.addEventListener('click', event => {
  const tool = event.target.closest?.('.tool[data-menu]');
  if (!tool || !sheet || event.ctrlKey || event.metaKey || event.shiftKey || !isLive(rowOf(tool))) return;
  event.preventDefault();
  openMenu(rowOf(tool));
});
