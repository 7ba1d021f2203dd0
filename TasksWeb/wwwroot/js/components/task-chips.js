// The chips of a task's form: date and list are chosen in popovers that take the place of the native fields.
import { text } from '../tasks/texts.js';
import { today } from '../tasks/today.js';
import { openDateMenu } from './date-menu.js';
import { openListMenu } from './list-menu.js';

/**
 * @param form      a form or a fieldset
 * @param onChoose  called with the name of the chip that has a new value
 */
export function showChips(form, onChoose) {
  for (const chip of form.querySelectorAll('[data-chip]')) {
    const name = chip.dataset.chip;
    const field = form.elements.namedItem(chip.dataset.field ?? name);
    chip.addEventListener('click', () => choose[name](chip, field, () => onChoose(name)));
  }
}

const choose = {
  due(chip, field, done) {
    openDateMenu(chip, field.value, day => {
      field.value = day;
      showDue(chip, day);
      done();
    });
  },
  toList(chip, field, done) {
    openListMenu(chip, (id, option) => {
      field.value = id;
      chip.querySelector('span[dir]').textContent = option.textContent;
      chip.className = `chip ${[...option.classList].find(name => name.startsWith('color-'))}`;
      done();
    });
  },
};

export function showDue(chip, day) {
  chip.querySelector('time').textContent = day ? dayName(day) : text('setDate');
  chip.className = `chip ${day && day === today() ? 'today' : day && day < today() ? 'late' : ''}`;
}

function dayName(day) {
  const offset = (Date.parse(day) - Date.parse(today())) / 86_400_000;
  if (offset === 0) return text('today');
  if (offset === 1) return text('tomorrow');
  const { locale } = document.getElementById('date-menu').dataset;
  const format = { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locale, format).format(new Date(day));
}
