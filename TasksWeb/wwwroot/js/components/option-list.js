// A field that filters a list of options below it: arrows choose, Enter takes, typing filters. The focus stays in the field.

/**
 * @param field    an input with the role combobox
 * @param list     an element with the role listbox
 * @param choose   gets the option that was taken, and the event
 * @returns { show, filter, activateFirst, activateNone }: show(isOffered) offers options and activates the first
 */
export function optionList(field, list, choose) {
  let isOffered = () => true;
  const options = () => [...list.querySelectorAll('[role=option]')];
  const visible = () => options().filter(option => !option.hidden);
  const active = () => list.querySelector('[aria-selected=true]');

  function activate(option) {
    for (const other of options()) {
      other.classList.toggle('active', other === option);
      other.setAttribute('aria-selected', String(other === option));
    }
    if (option) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  /** Hides what the words in the field do not match. */
  function filter() {
    const words = field.value.trim().toLowerCase();
    for (const option of options()) {
      if ('always' in option.dataset) continue;
      option.hidden = !isOffered(option) || !option.textContent.toLowerCase().includes(words);
    }
    activate(visible()[0]);
  }

  field.addEventListener('input', () => filter());
  field.addEventListener('keydown', event => {
    if (event.isComposing) return;
    const shown = visible();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      activate(shown[(shown.indexOf(active()) + step + shown.length) % shown.length]);
    } else if (event.key === 'Enter' && active()) {
      event.preventDefault();
      choose(active(), event);
    }
  });
  list.addEventListener('pointermove', event => {
    const option = event.target.closest('[role=option]');
    if (option && option !== active()) activate(option);
  });
  list.addEventListener('click', event => {
    const option = event.target.closest('[role=option]');
    if (option) choose(option, event);
  });

  return {
    activateFirst: () => activate(visible()[0]),
    /** Until the words are understood, Enter takes nothing. */
    activateNone: () => activate(null),
    filter,
    show(offered = () => true) {
      isOffered = offered;
      field.value = '';
      filter();
    },
  };
}
