// Shows changes that wait on the rows they are about, with a quiet mark, and those that were refused.
import { kindOf, temporaryId } from '../offline/change.js';
import { fieldOf, tasksOf } from '../offline/places.js';
import { get, subscribe } from '../store.js';
import { listById, openRows, setDepth, taskPath, withSubtasks } from '../tasks/rows.js';
import { text } from '../tasks/texts.js';
import { icon } from './icon.js';

export default function waitingRows(root) {
  const template = root.querySelector('#waiting-row');

  function show() {
    const changes = get('changes');
    for (const mark of document.querySelectorAll('.waiting-mark')) mark.remove();
    const added = new Set(changes.map(({ id }) => `t-${temporaryId({ id })}`));
    for (const row of document.querySelectorAll('.task[id^="t-new-"]')) if (!added.has(row.id)) row.remove();
    for (const change of changes) {
      const kind = kindOf(change);
      if (!change.refusal || kind.verb === 'add') shown[kind.verb]?.(change, kind);
      for (const task of tasksOf(change)) mark(document.getElementById(`t-${task}`), change.refusal !== undefined);
    }
  }

  const shown = {
    add(change, { list }) {
      const id = temporaryId(change);
      const rows = openRows(listById(list));
      if (!rows || document.getElementById(`t-${id}`)) return;
      const row = template.content.firstElementChild.cloneNode(true);
      const name = row.querySelector('.name');
      const parent = document.getElementById(`t-${fieldOf(change, 'parent')}`);
      Object.assign(row, { id: `t-${id}` });
      Object.assign(row.dataset, { task: id, list, parent: fieldOf(change, 'parent') ?? '' });
      Object.assign(name, { id: `n-${id}`, href: taskPath(list, id), textContent: change.title });
      const button = row.querySelector('.check-button');
      button.setAttribute('formaction', `${taskPath(list, id)}/complete`);
      button.setAttribute('aria-labelledby', `label-complete n-${id}`);
      if (parent) {
        setDepth(row, 1);
        withSubtasks(parent).at(-1).after(row);
      } else if (fieldOf(change, 'place') === 'end') rows.append(row);
      else rows.prepend(row);
    },
    complete: (change, { task }) => complete(rowFor(task), true),
    reopen: (change, { task }) => complete(rowFor(task), false),
    edit: rename,
    rename,
    due(change, { task }) {
      const time = rowFor(task)?.querySelector('.task-meta time');
      const day = fieldOf(change, 'due');
      if (time && time.dateTime !== day) time.hidden = true;
    },
    delete: (change, { task }) => hide(rowFor(task)),
    bulk(change) {
      if (fieldOf(change, 'todo') === 'delete') for (const task of tasksOf(change)) hide(rowFor(task));
    },
    move(change, { task }) {
      const row = rowFor(task);
      const rows = openRows(listById(fieldOf(change, 'to') || change.lists.at(-1)));
      const parent = document.getElementById(`t-${fieldOf(change, 'parent')}`);
      const previous = document.getElementById(`t-${fieldOf(change, 'previous')}`);
      if (!row || !rows || row.dataset.movedBy === change.id) return;
      row.dataset.movedBy = change.id;
      const moved = withSubtasks(row);
      if (previous && previous !== row) withSubtasks(previous).at(-1).after(...moved);
      else if (parent) parent.after(...moved);
      else rows.prepend(...moved);
      setDepth(row, parent ? 1 : 0);
    },
  };

  subscribe('changes', show);
  document.addEventListener('rows', show);
  show();
}

/** A row that differs from what the server knows is replaced when its list is loaded. */
function rowFor(task) {
  const row = document.getElementById(`t-${task}`);
  if (row) row.dataset.version = '';
  return row;
}

function rename(change, { task }) {
  const name = rowFor(task)?.querySelector('.name');
  if (name && change.title && !name.closest('.editing')) name.textContent = change.title;
}

function complete(row, isCompleted) {
  row?.classList.toggle('done', isCompleted);
  row?.querySelector('.check-button')?.setAttribute('aria-labelledby', `label-${isCompleted ? 'reopen' : 'complete'} n-${row.dataset.task}`);
}

function hide(row) {
  for (const gone of row ? withSubtasks(row) : []) gone.hidden = true;
}

function mark(row, isRefused) {
  const body = row?.querySelector('.task-body');
  if (!body) return;
  row.querySelector('.waiting-mark')?.remove();
  const element = document.createElement('span');
  element.className = `waiting-mark ${isRefused ? 'refused' : ''}`;
  element.append(icon(isRefused ? 'warn' : 'clock'), text(isRefused ? 'refusedMark' : 'waitingMark'));
  const meta = body.querySelector('.task-meta');
  if (meta) meta.append(element);
  else body.append(element);
}
