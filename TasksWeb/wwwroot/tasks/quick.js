// Quick add: the dialog opens from anywhere, and what the lines are understood as is shown while one types. The server understands them.
const dialog = document.getElementById('quick');
const form = document.querySelector('form.quick');
const PAUSE = 150;

if (form) {
  const text = form.elements.text;
  const shown = form.querySelector('.understood-live');
  let waiting = null;
  let asked = 0;

  const preview = async () => {
    const turn = ++asked;
    if (!text.value.trim()) {
      shown.replaceChildren();
      return;
    }
    const answer = await fetch(form.dataset.preview, { method: 'POST', body: new FormData(form) }).catch(() => null);
    // An answer that was overtaken says nothing about what stands there now.
    if (!answer?.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (turn === asked) shown.replaceChildren(...page.body.childNodes);
  };

  const open = () => {
    dialog.showModal();
    text.focus();
  };

  form.querySelector('.preview').hidden = true;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(preview, PAUSE);
  });
  text.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('[value=add]'));
  });
  if (dialog) {
    document.addEventListener('click', event => {
      const link = event.target.closest?.('[data-quick]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
    // A line takes one task: several that are pasted into it are shown first as what they become.
    document.addEventListener('paste', event => {
      const add = event.target.closest?.('.list .add');
      const pasted = event.clipboardData?.getData('text/plain') ?? '';
      if (!add || !/\S[^\S\n]*\r?\n\s*\S/.test(pasted)) return;
      event.preventDefault();
      text.value = pasted;
      form.elements.list.value = add.closest('.list').dataset.list;
      open();
      preview();
    });
  } else {
    text.focus();
    preview();
  }
}
