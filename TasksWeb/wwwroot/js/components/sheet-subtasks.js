// The subtasks of the task on a sheet: those on the page as they stand there, and what only the server lists, such as completed
// ones.
import { mutate } from '../tasks/mutations.js';
import { isDone, listOf, subtasksOf, taskPath, titleOf } from '../tasks/rows.js';
import { toggleCompleted } from '../tasks/task-actions.js';
import { text } from '../tasks/texts.js';
import { icon } from './icon.js';

/** @param known  elements with the title of a subtask each, and its ids; nothing if the server was not asked */
export function subtaskList(row, form, known) {
  const list = element('ul', 'sheet-subtasks');
  const shown = subtasksOf(row);
  const ids = shown.map(({ dataset }) => dataset.task);
  const others = [...known ?? []].filter(({ dataset }) => !ids.includes(dataset.task) && !rowOf(dataset)?.hidden);
  list.setAttribute('role', 'list');
  list.append(...shown.map(one => subtask(one.dataset, titleOf(one), isDone(one))));
  list.append(...others.map(one => subtask(one.dataset, one.textContent, one.matches('.done'))));
  if (listOf(row) && form.querySelector('[data-edit=subtask]')) list.append(adder());
  list.hidden = list.childElementCount === 0;
  return list;
}

const rowOf = ({ task }) => document.getElementById(`t-${task}`);

function subtask(ids, title, wasDone) {
  const item = element('li', wasDone ? 'done' : '');
  const ring = element('button', 'check-button');
  const name = element('span', 'name');
  ring.type = 'button';
  ring.append(icon('check'));
  name.dir = 'auto';
  name.textContent = title;
  item.append(ring, name);
  show(wasDone);
  ring.addEventListener('click', event => {
    // For the rows around, this is a press on the task that is edited.
    event.stopPropagation();
    const isNowDone = !item.matches('.done');
    const row = rowOf(ids);
    show(isNowDone);
    const change = row ? toggleCompleted(row) : mutate(
      { action: `${taskPath(ids.list, ids.task)}/${isNowDone ? 'complete' : 'reopen'}` }, [ids.list]);
    change.then(receipt => receipt ?? show(!isNowDone));
  });
  return item;

  function show(done) {
    item.classList.toggle('done', done);
    const label = document.getElementById(done ? 'label-reopen' : 'label-complete').textContent;
    ring.setAttribute('aria-label', `${label} ${title}`);
  }
}

function adder() {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.edit = 'subtask';
  button.append(icon('plus'), text('addSubtask'));
  item.append(button);
  return item;
}

function element(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
