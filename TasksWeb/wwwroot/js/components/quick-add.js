// Shows how the lines are understood while they are typed; the server parses them. Without a network: keep-lines.js.
import { parsePage } from '../trusted.js';

const DELAY = 150;

const previews = new WeakMap();

export default function quickAdd(root) {
  const { text } = root.elements;
  const output = root.querySelector('.parsed-preview');
  let timer = 0;
  let requested = 0;
  const mirror = document.createElement('div');
  mirror.className = 'quick-mirror';
  mirror.setAttribute('aria-hidden', 'true');
  text.before(mirror);

  /** Behind the text, what is read as a date or list is marked. */
  function mark() {
    const known = [...output.querySelectorAll('[data-known]')].flatMap(task => task.dataset.known.split('\n')).filter(Boolean);
    mirror.replaceChildren(...known.reduce(markWords, [text.value]));
  }

  async function preview() {
    const request = ++requested;
    if (!text.value.trim()) {
      output.replaceChildren();
      return mark();
    }
    const response = await fetch(root.dataset.preview, { method: 'POST', body: new FormData(root) }).catch(() => null);
    // An overtaken answer says nothing about the present text.
    if (!response?.ok || request !== requested) return;
    const page = parsePage(await response.text());
    if (request !== requested) return;
    output.replaceChildren(...page.body.childNodes);
    mark();
  }

  previews.set(root, preview);
  root.querySelector('.preview').hidden = true;
  root.addEventListener('input', () => {
    mark();
    clearTimeout(timer);
    timer = setTimeout(preview, DELAY);
  });
  const close = root.querySelector('[data-close]');
  close.hidden = !root.closest('dialog');
  close.addEventListener('click', () => root.closest('dialog').close());
  text.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    root.requestSubmit(root.querySelector('[value=add]'));
  });
  if (!root.closest('dialog')) {
    text.focus();
    preview();
  }
}

/** Wraps the last place where the words stand. */
function markWords(parts, words) {
  return parts.flatMap(part => {
    const at = typeof part === 'string' ? part.lastIndexOf(words) : -1;
    if (at < 0) return [part];
    const marked = document.createElement('mark');
    marked.textContent = words;
    return [part.slice(0, at), marked, part.slice(at + words.length)];
  });
}

/** Opens the dialog with these lines, for a list or day if one is named. @returns it, or null if the page has none. */
export function openQuickAdd(lines, { list, day = '' } = {}) {
  const dialog = document.getElementById('quick');
  if (!dialog) return null;
  const form = dialog.querySelector('form.quick-add');
  form.elements.text.value = lines;
  form.elements.day.value = day;
  if (list) form.elements.list.value = list;
  dialog.showModal();
  previews.get(form)();
  return dialog;
}
