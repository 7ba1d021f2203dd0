// A dialog that stands at its cause: below it, or above it where there is no room. A press outside closes it. On a phone it is a
// sheet.
const MARGIN = 8;
const GAP = 4;

/** @param anchor  what it is aligned to; it gets the focus back. */
export function openPopover(dialog, anchor) {
  dialog.showModal();
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
