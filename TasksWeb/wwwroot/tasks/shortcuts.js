// Single keys for those who like them; the sheet (?) names them and switches them off (WCAG 2.1.4).
import { complete, remove, stepDown, stepIn, stepOut, stepUp } from './change.js';
import { grab } from './drag.js';
import { edit } from './edit.js';
import { openMenu } from './menu.js';
import { columnOf, focusRow, rowOf } from './rows.js';
import { select } from './select.js';
import { undo } from './undo.js';

const sheet = document.getElementById('shortcuts');
const toggle = sheet?.querySelector('[name=shortcuts]');
const OFF = 'shortcuts-off';
const isOff = () => localStorage.getItem(OFF) !== null;

const forRows = {
  c: complete, e: edit, m: grab, x: select, '.': openMenu, ']': stepIn, '[': stepOut,
  Delete: row => remove([row]), '#': row => remove([row]),
};
const forAltRows = { ArrowUp: stepUp, ArrowDown: stepDown };
const anywhere = {
  j: () => walk(1),
  k: () => walk(-1),
  n: () => (columnOf(document.activeElement) ?? document).querySelector('.add .line')?.focus(),
  u: () => undo(),
  '?': () => sheet.showModal(),
};

function walk(way) {
  const rows = [...document.querySelectorAll('.place .task')].filter(row => row.checkVisibility());
  const at = rows.indexOf(rowOf(document.activeElement));
  focusRow(rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + way))]);
}

document.addEventListener('keydown', event => {
  const { target, key } = event;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return;
  if (target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]')) return;
  const row = rowOf(target);
  if (event.altKey) {
    if (row && forAltRows[key]) {
      event.preventDefault();
      forAltRows[key](row);
    }
    return;
  }
  if (isOff()) return;
  const link = /^[a-z/]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
  const doing = (row && forRows[key] && (() => forRows[key](row))) ?? anywhere[key] ?? (link && (() => link.click()));
  if (!doing) return;
  event.preventDefault();
  doing();
});

document.addEventListener('click', event => {
  if (event.target.closest?.('[data-shortcuts]')) sheet.showModal();
  else if (event.target === sheet) sheet.close();
});
if (toggle) {
  toggle.checked = !isOff();
  toggle.addEventListener('change', () => (toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '')));
}
