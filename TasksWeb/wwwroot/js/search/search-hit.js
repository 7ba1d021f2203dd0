// A task that was found, as _Hit.cshtml renders it on the server.
import { taskPath } from '../tasks/rows.js';
import { around, mark } from './search-text.js';

export function renderHit(template, { lists, dates }, [list, id, title, notes, isCompleted, date], words) {
  const [listId, listTitle, color] = lists[list];
  const path = taskPath(listId, id);
  const row = template.content.firstElementChild.cloneNode(true);
  row.classList.add(`color-${color}`);
  row.classList.toggle('done', isCompleted === 1);
  row.dataset.task = id;
  row.dataset.list = listId;

  const name = row.querySelector('.name');
  name.id = `n-${id}`;
  name.href = path;
  name.append(...toNodes(mark(title, words)));

  const state = row.querySelector('.check-button');
  state.setAttribute('formaction', `${path}/${isCompleted ? 'reopen' : 'complete'}`);
  state.setAttribute('aria-labelledby', `${isCompleted ? 'label-reopen' : 'label-complete'} n-${id}`);

  const excerpt = around(notes, words);
  row.querySelector('.notes').hidden = excerpt.length === 0;
  row.querySelector('.notes').append(...toNodes(excerpt));
  if (date >= 0) showDate(row, dates[date]);

  const listLink = row.querySelector('.list-link');
  listLink.href = `/tasks/${encodeURIComponent(listId)}`;
  listLink.lastElementChild.textContent = listTitle;
  return row;
}

function showDate(row, [kind, day, words]) {
  row.querySelector('.task-meta').classList.add(kind);
  const time = row.querySelector('time');
  time.dateTime = day;
  time.textContent = words;
  time.hidden = false;
}

function toNodes(pieces) {
  return pieces.map(([text, isHit]) => {
    if (!isHit) return text;
    const hit = document.createElement('mark');
    hit.textContent = text;
    return hit;
  });
}
