// A new task stands in its list as soon as it is written; the line is free for the next one.
import { act } from './act.js';
import { columnOf } from './rows.js';

document.addEventListener('submit', event => {
  const form = event.target;
  const section = columnOf(form);
  if (!form.matches('.add') || !section || event.defaultPrevented) return;
  event.preventDefault();
  const line = form.elements.namedItem('title');
  const title = line.value.trim();
  if (!title) return;
  const fields = [...new FormData(form)].map(([name, value]) => ({ name, value }));
  line.value = '';
  act({ action: form.getAttribute('action'), fields }, [section.dataset.list], {
    show() {
      const row = document.createElement('li');
      row.className = 'task depth-0 pending';
      const what = document.createElement('p');
      what.className = 'what title';
      what.dir = 'auto';
      what.textContent = title;
      row.append(document.createElement('span'), what);
      row.firstChild.className = 'state';
      section.querySelector(':scope > .tasks.open')?.prepend(row);
      return () => {
        row.remove();
        if (!line.value) line.value = title;
      };
    },
  });
});
