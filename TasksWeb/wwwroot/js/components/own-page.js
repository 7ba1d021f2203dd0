// The page of a task. What changes it is shown at once and sent in the background, as on the board; without a network its forms are
// kept like those in a row.
import { kindOf } from '../offline/change.js';
import { isKept } from '../offline/kept.js';
import { get } from '../store.js';
import { focusWithin, restoreFocus } from '../tasks/merge-list.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { submitIfReached } from '../tasks/reach.js';
import { isBusy, onRefresh, whenIdle } from '../tasks/refresh.js';
import { rowOf } from '../tasks/rows.js';
import { toggleCompleted } from '../tasks/task-actions.js';
import { parsePage } from '../trusted.js';
import { chooseDate } from './date-menu.js';
import { hasModifier } from '../events.js';
import { ownEditor } from './own-editor.js';

const PATIENCE = 3000;

export default function ownPage(root) {
  const main = document.getElementById('main');
  const back = main.querySelector('.breadcrumb a').href;
  const edit = document.getElementById('edit');
  const editor = ownEditor(edit, root.querySelector('.conflict') !== null);
  const refreshSoon = whenIdle(showFresh);
  onRefresh(list => {
    if (list === null || list === editor.list) refreshSoon();
  });

  // On main: who marks forms as sent listens further out.
  main.addEventListener('submit', event => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== 'post' || !(root.contains(form) || form.id === 'act')) return;
    const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action');
    const refused = form === edit && findRefused();
    if (refused) return settle(event, action, refused);
    if (form.matches('.add')) return addSubtask(event);
    submitIfReached(event, async () => {
      const fields = toFields(form);
      const { list } = kindOf({ action }) ?? {};
      const lists = [list, fields.find(({ name }) => name === 'toList')?.value ?? list];
      if (await mutate({ action, fields }, lists, { isQuiet: true })) location.assign(back);
    });
  });
  root.addEventListener('click', event => {
    const row = rowOf(event.target);
    const control = event.target.closest('button.check-button, .date-button');
    if (!row || !control || hasModifier(event)) return;
    event.preventDefault();
    if (control.matches('.date-button')) chooseDate(row);
    else toggleCompleted(row);
  });
  main.querySelector('[data-delete]')?.addEventListener('click', remove);
  root.querySelector('.conflict a.quiet')?.addEventListener('click', async event => {
    event.preventDefault();
    const { href } = event.currentTarget;
    const refused = findRefused();
    if (refused) await import('../tasks/waiting.js').then(({ discard }) => discard(refused));
    location.assign(href);
  });

  /** The list is what follows, where it can be undone. */
  function remove(event) {
    if (hasModifier(event)) return;
    event.preventDefault();
    const act = document.getElementById('act');
    const button = document.createElement('button');
    button.setAttribute('formaction', event.currentTarget.getAttribute('href'));
    button.hidden = true;
    act.elements.namedItem('returnUrl').value = new URL(back).pathname;
    act.append(button);
    editor.stop();
    act.requestSubmit(button);
  }

  function addSubtask(event) {
    event.preventDefault();
    const form = event.target;
    const field = form.elements.namedItem('title');
    const title = field.value.trim();
    if (!title) return;
    const fields = toFields(form);
    field.value = '';
    mutate({ action: form.getAttribute('action'), fields }, [editor.list], {
      isQuiet: true,
      show: () => () => { field.value ||= title; },
    });
  }

  /** Puts in what has changed since the page was made, but for what is being written. */
  async function showFresh() {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
    if (!response?.ok || isKept(response)) return;
    const fresh = parsePage(await response.text());
    if (isBusy()) return refreshSoon();
    const [old, below] = [root, fresh].map(page => page.querySelector('.tasks-below'));
    const form = fresh.getElementById('edit');
    if (form) editor.merge(form);
    if (!old || !below) return;
    const focused = focusWithin(old);
    for (const part of ['h2', '.tasks']) old.querySelector(part).replaceWith(below.querySelector(part));
    const previous = below.querySelector('.add [name=previous]');
    if (previous) old.querySelector('.add [name=previous]').value = previous.value;
    restoreFocus(old, focused);
  }

  async function settle(event, action, refused) {
    const { target: form, submitter } = event;
    event.preventDefault();
    const { answer } = await import('../tasks/waiting.js');
    const sent = answer(refused, { action, fields: [...new FormData(form, submitter)] });
    await Promise.race([sent, new Promise(resolve => setTimeout(resolve, PATIENCE))]);
    location.assign(back);
  }

  /** The change of this task that was refused as a conflict, while both versions are shown. */
  function findRefused() {
    if (!root.querySelector('.conflict')) return null;
    const { list, task } = kindOf({ action: edit.getAttribute('action') });
    return get('changes').find(change => {
      const kind = kindOf(change);
      return change.refusal?.code === 'conflict' && kind.list === list && kind.task === task;
    });
  }
}
