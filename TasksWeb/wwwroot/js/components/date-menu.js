// Chooses a date: by one press, from a month, or by words that the server reads.
import { setDue } from '../tasks/task-actions.js';
import { age, today } from '../tasks/today.js';
import { optionList } from './option-list.js';
import { closeOnOutsidePress, openPopover } from './popover.js';

const DELAY = 120;
const DAYS_SHOWN = 35;
let menu = null;

const parse = day => new Date(`${day}T00:00:00Z`);
const format = date => date.toISOString().slice(0, 10);
const firstOfMonth = (date, offset = 0) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
const addDays = (date, days) => new Date(date.getTime() + days * 86_400_000);

export default function dateMenu(root) {
  const field = root.querySelector('input');
  const typed = root.querySelector('[data-typed]');
  const grid = root.querySelector('[data-month]');
  const { locale } = root.dataset;
  const names = {
    month: new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
    weekday: new Intl.DateTimeFormat(locale, { weekday: 'narrow', timeZone: 'UTC' }),
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }),
  };
  let month = null;
  let chosen = '';
  let onChoose = null;
  let timer = 0;

  closeOnOutsidePress(root);
  const list = optionList(field, root.querySelector('[role=listbox]'), option => take(option.dataset.value));
  const take = day => {
    root.close();
    onChoose(day);
  };

  field.addEventListener('input', () => {
    if (field.value.trim()) list.activateNone();
    clearTimeout(timer);
    timer = setTimeout(read, DELAY);
  });
  grid.addEventListener('click', event => event.target.dataset.day && take(event.target.dataset.day));
  for (const button of root.querySelectorAll('[data-step]')) {
    button.addEventListener('click', () => showMonth(firstOfMonth(month, Number(button.dataset.step))));
  }

  async function read() {
    const words = field.value;
    const response = words.trim() === '' ? null
      : await fetch(`${root.dataset.parse}?text=${encodeURIComponent(words)}`).catch(() => null);
    // An overtaken answer says nothing about the present words.
    if (words !== field.value) return;
    const found = response?.status === 200 ? await response.json() : null;
    typed.hidden = found === null;
    if (found === null) return words.trim() ? list.activateNone() : list.activateFirst();
    typed.dataset.value = found.day;
    typed.querySelector('span').textContent = found.text;
    chosen = found.day;
    showMonth(parse(found.day));
    list.activateFirst();
  }

  function showMonth(date) {
    month = date;
    root.querySelector('[data-month-name]').textContent = names.month.format(date);
    const first = firstOfMonth(date);
    const start = addDays(first, -((first.getUTCDay() + 6) % 7));
    const weeks = addDays(start, DAYS_SHOWN) < firstOfMonth(date, 1) ? 6 : 5;
    const withTasks = new Set([...document.querySelectorAll('.task:not(.done) time')].map(time => time.getAttribute('datetime')));
    const heads = Array.from({ length: 7 }, (_, day) => element('span', names.weekday.format(addDays(start, day))));
    const days = Array.from({ length: weeks * 7 }, (_, index) => {
      const day = addDays(start, index);
      const value = format(day);
      const button = element('button', String(day.getUTCDate()));
      button.type = 'button';
      button.dataset.day = value;
      button.setAttribute('aria-label', names.day.format(day));
      button.classList.toggle('other-month', day.getUTCMonth() !== date.getUTCMonth());
      button.classList.toggle('is-today', value === today());
      button.classList.toggle('chosen', value === chosen);
      button.classList.toggle('has-tasks', withTasks.has(value));
      return button;
    });
    grid.replaceChildren(...heads, ...days);
  }

  /** The days of a page that was made on another day. */
  function nameDays() {
    const now = parse(today());
    const weekday = now.getUTCDay();
    const days = { today: 0, tomorrow: 1, weekend: (6 - weekday + 7) % 7 || 7, nextweek: (8 - weekday) % 7 || 7 };
    for (const [name, ahead] of Object.entries(days)) {
      const option = root.querySelector(`#date-${name}`);
      const day = addDays(now, ahead);
      option.dataset.value = format(day);
      option.querySelector('.item-note').textContent = names.day.format(day);
    }
  }

  menu = {
    open(anchor, day, choose) {
      onChoose = choose;
      chosen = day;
      typed.hidden = true;
      if (age() > 0) nameDays();
      list.show();
      showMonth(parse(day || today()));
      openPopover(root, anchor);
      field.focus();
    },
  };
}

function element(name, content) {
  const result = document.createElement(name);
  result.textContent = content;
  return result;
}

/** @param choose  gets a day as yyyy-MM-dd, or nothing for no date. */
export const openDateMenu = (anchor, day, choose) => menu.open(anchor, day, choose);

export function chooseDate(row) {
  const button = row.querySelector('.date-button');
  const anchor = button?.checkVisibility() ? button : row.querySelector('.name');
  openDateMenu(anchor, row.querySelector('time')?.getAttribute('datetime') ?? '', day => {
    const fresh = document.getElementById(row.id);
    if (fresh) setDue(fresh, day);
  });
}
