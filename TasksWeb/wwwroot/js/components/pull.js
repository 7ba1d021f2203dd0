// A sheet follows the finger that pulls it down by its handle, and closes when it has been pulled far enough.
const ENOUGH = 80;

export function pullToClose(handle, sheet, close) {
  handle.addEventListener('pointerdown', event => {
    const gesture = new AbortController();
    const { signal } = gesture;
    let shift = 0;
    sheet.style.transition = 'none';
    addEventListener('pointermove', moved => {
      shift = Math.max(0, moved.clientY - event.clientY);
      sheet.style.translate = `0 ${shift}px`;
    }, { signal });
    const end = () => {
      gesture.abort();
      sheet.style.transition = '';
      sheet.style.translate = '';
      if (shift > ENOUGH) close();
    };
    addEventListener('pointerup', end, { signal });
    addEventListener('pointercancel', end, { signal });
  });
}
