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
 * @param actions  [{ text, run, key }]: pressing one closes the toast
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
  const buttons = actions.map(action => button(action, () => {
    handle.close();
    action.run();
  }));
  root.replaceChildren(paragraph, ...buttons, closeButton(handle.end));
  root.hidden = false;
  current = handle;
  announce(message);
  handle.resume();
  return handle;
}

function button({ text: label, key }, run) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'quiet';
  element.textContent = label;
  if (key) {
    const shortcut = document.createElement('kbd');
    shortcut.setAttribute('aria-hidden', 'true');
    shortcut.textContent = key;
    element.append(shortcut);
  }
  element.addEventListener('click', run);
  return element;
}

function closeButton(run) {
  const element = document.getElementById('toast-close').content.firstElementChild.cloneNode(true);
  element.addEventListener('click', run);
  return element;
}
