// A dialog that stands at its cause: below it, or above it where there is no room. A press outside closes it. On a phone it is a
// sheet.
const MARGIN = 8;
const GAP = 4;
const PHONE = matchMedia('(max-width: 39.9375rem)');
const STOPS = ':is(input, select, textarea, button, a[href]):not([tabindex="-1"], :disabled)';

/**
 * A modal dialog makes the browser compute the styles of the whole page anew, which takes too long on a board with thousands of
 * rows. Over a modal dialog, only a modal one can be used.
 *
 * @param anchor  what it is aligned to; it gets the focus back.
 */
export function openPopover(dialog, anchor) {
  if (PHONE.matches || document.querySelector('dialog:modal')) dialog.showModal();
  else showInFront(dialog);
  placeAt(dialog, anchor);
}

export function placeAt(dialog, anchor) {
  const { top, bottom, left, right } = anchor.getBoundingClientRect();
  const below = bottom + GAP;
  const above = top - GAP - dialog.offsetHeight;
  const lowest = innerHeight - MARGIN - dialog.offsetHeight;
  const fitsBelow = below <= lowest || above < MARGIN;
  const y = fitsBelow ? Math.max(MARGIN, Math.min(below, lowest)) : above;
  const fitsRight = left + dialog.offsetWidth + MARGIN <= innerWidth;
  const x = fitsRight ? left : Math.max(MARGIN, right - dialog.offsetWidth);
  dialog.style.setProperty('--x', `${x}px`);
  dialog.style.setProperty('--y', `${y}px`);
  dialog.style.setProperty('--from', `${fitsBelow ? 'top' : 'bottom'} ${fitsRight ? 'left' : 'right'}`);
  anchor.setAttribute('aria-expanded', 'true');
  dialog.addEventListener('close', () => anchor.removeAttribute('aria-expanded'), { once: true });
}

export function closeOnOutsidePress(dialog) {
  dialog.addEventListener('pointerdown', event => {
    const box = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (event.target === dialog && (x < box.left || x > box.right || y < box.top || y > box.bottom)) dialog.close();
  });
}

/** Escape and Tab do what they do in a modal dialog. */
function showInFront(dialog) {
  const opened = new AbortController();
  dialog.show();
  dialog.addEventListener('close', () => opened.abort(), { once: true });
  dialog.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      if (dialog.dispatchEvent(new Event('cancel', { cancelable: true }))) dialog.close();
    } else if (event.key === 'Tab') {
      const stops = [...dialog.querySelectorAll(STOPS)].filter(stop => stop.checkVisibility());
      const [from, to] = event.shiftKey ? [stops.at(0), stops.at(-1)] : [stops.at(-1), stops.at(0)];
      if (document.activeElement !== from) return;
      event.preventDefault();
      to.focus();
    }
  }, { signal: opened.signal });
}
