// Says what has just happened and offers to undo it. It stays while it is pointed at or holds the focus.
import { announce, text } from '../tasks/texts.js';

const DURATION = 8000;
let current = null;

export default function toastComponent(root) {
  const hold = () => current?.hold();
  const resume = () => root.matches(':hover, :focus-within') || current?.resume();
  root.addEventListener('pointerenter', hold);
  root.addEventListener('focusin', hold);
  root.addEventListener('pointerleave', resume);
  root.addEventListener('focusout', resume);
}

/**
 * @param actions  [{ text, run }]: pressing one closes the toast
 * @param onEnd    called once, when the toast ends without an action
 */
export function toast(message, actions = [], onEnd = () => {}) {
  current?.end();
  const root = document.getElementById('toast');
  let timer = 0;
  const handle = {
    hold: () => clearTimeout(timer),
    resume() {
      clearTimeout(timer);
      timer = setTimeout(handle.end, DURATION);
    },
    /** Without calling onEnd. @returns whether it was open. */
    close() {
      if (current !== handle) return false;
      clearTimeout(timer);
      current = null;
      root.hidden = true;
      return true;
    },
    end() {
      if (handle.close()) onEnd();
    },
  };
  const paragraph = document.createElement('p');
  paragraph.textContent = message;
  const buttons = actions.map(action => button(action.text, () => {
    handle.close();
    action.run();
  }));
  root.replaceChildren(paragraph, ...buttons, button(text('close'), handle.end));
  root.hidden = false;
  current = handle;
  announce(message);
  handle.resume();
  return handle;
}

function button(label, run) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'quiet';
  element.textContent = label;
  element.addEventListener('click', run);
  return element;
}
