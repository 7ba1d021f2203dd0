// What has just happened, with the button that takes it back. It stays while it is pointed at or holds the focus.
import { announce, word } from './words.js';

const STAY = 8000;
let current = null;

/**
 * @param actions  [{ text, run }]; pressing one ends the toast.
 * @param ended    called once, when the toast goes for any other reason.
 */
export function toast(message, actions = [], ended = () => {}) {
  current?.end();
  const box = document.getElementById('toast');
  const text = document.createElement('p');
  text.textContent = message;
  box.replaceChildren(text);
  let timer = 0;
  let over = false;
  const close = () => {
    over = true;
    clearTimeout(timer);
    box.onpointerenter = box.onpointerleave = box.onfocusin = box.onfocusout = null;
    if (current === handle) {
      current = null;
      box.hidden = true;
    }
  };
  const handle = {
    end() {
      if (over) return;
      close();
      ended();
    },
    close,
  };
  for (const { text, run } of [...actions, { text: word('close'), run: null }]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = text;
    button.addEventListener('click', () => {
      if (!run) return handle.end();
      close();
      run();
    });
    box.append(button);
  }
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => handle.end(), STAY);
  };
  const hold = () => clearTimeout(timer);
  box.onpointerenter = box.onfocusin = hold;
  box.onpointerleave = box.onfocusout = () => box.matches(':hover, :focus-within') || wait();
  box.hidden = false;
  current = handle;
  announce(message);
  wait();
  return handle;
}
