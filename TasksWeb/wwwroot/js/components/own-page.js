// The page of a task. Without a network its forms are kept like those in a row; what is chosen in a conflict settles the change
// that was refused.
import { kindOf } from '../offline/change.js';
import { get } from '../store.js';
import { mutate, toFields } from '../tasks/mutations.js';
import { submitIfReached } from '../tasks/reach.js';

const PATIENCE = 3000;

export default function ownPage(root) {
  const back = document.querySelector('.breadcrumb a').href;

  // On main: who marks forms as sent listens further out.
  document.getElementById('main').addEventListener('submit', event => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== 'post' || !(root.contains(form) || form.id === 'act')) return;
    const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action');
    const refused = form.id === 'edit' && findRefused();
    if (refused) return settle(event, action, refused);
    submitIfReached(event, async () => {
      const fields = toFields(form);
      const { list } = kindOf({ action }) ?? {};
      const lists = [list, fields.find(({ name }) => name === 'toList')?.value ?? list];
      if (await mutate({ action, fields }, lists, { isQuiet: true })) location.assign(back);
    });
  });
  root.querySelector('.conflict a.quiet')?.addEventListener('click', async event => {
    event.preventDefault();
    const { href } = event.currentTarget;
    const refused = findRefused();
    if (refused) await import('../tasks/waiting.js').then(({ discard }) => discard(refused));
    location.assign(href);
  });

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
    const { list, task } = kindOf({ action: document.getElementById('edit').getAttribute('action') });
    return get('changes').find(change => {
      const kind = kindOf(change);
      return change.refusal?.code === 'conflict' && kind.list === list && kind.task === task;
    });
  }
}
