// Search as one types, in everything at once: the index is loaded in the background, folded in slices, and searched within a frame.
// Without it (no scripts, or it has not come) the form asks the server, which finds the same.
import { around, fold, mark, terms } from './search-text.js';

const form = document.querySelector('form.search');
const field = form.elements.q;
const list = document.getElementById('hits');
const found = document.getElementById('found');
const template = document.getElementById('hit');
const max = Number(list.dataset.max);
let index = null;

field.focus();
if (!field.value) found.textContent = found.dataset.loading;
load().catch(() => { found.textContent = found.dataset.failed; });

async function load() {
  const answer = await fetch(list.dataset.index, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { lists, dates, tasks } = await answer.json();
  const folded = new Array(tasks.length);
  for (let from = 0; from < tasks.length; from += 500) {
    for (let at = from; at < Math.min(from + 500, tasks.length); at++) folded[at] = [fold(tasks[at][2]), fold(tasks[at][3])];
    await new Promise(resolve => setTimeout(resolve));
  }
  index = { lists, dates, tasks, folded };
  document.documentElement.dataset.search = 'ready';
  // What the server has found already stands there.
  if (!field.value || field.value !== field.defaultValue) show();
  form.addEventListener('input', show);
  form.addEventListener('submit', event => {
    event.preventDefault();
    show();
  });
}

// Open ones first, titles before notes, then in Google's order: as TaskSearch has it.
export function find(query, withCompleted, only) {
  const wanted = terms(query);
  const groups = [[], [], [], []];
  if (wanted.length > 0) {
    index.tasks.forEach((task, at) => {
      if ((task[4] && !withCompleted) || (only && index.lists[task[0]][0] !== only)) return;
      const [title, notes] = index.folded[at];
      let inTitle = true;
      for (const term of wanted) {
        if (title.includes(term)) continue;
        inTitle = false;
        if (!notes.includes(term)) return;
      }
      groups[(task[4] ? 2 : 0) + (inTitle ? 0 : 1)].push(task);
    });
  }
  return { wanted, hits: groups.flat() };
}

function show() {
  const began = performance.now();
  const query = field.value;
  const { wanted, hits } = find(query, form.elements.completed.checked, form.elements.list?.value);
  list.replaceChildren(...hits.slice(0, max).map(task => entry(task, wanted)));
  found.textContent = say(wanted, hits.length);
  const address = new URL(location.href);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== '')).toString();
  history.replaceState(history.state, '', address);
  performance.measure('search', { start: began });
}

function say(wanted, count) {
  const { none, one, many, more } = found.dataset;
  if (wanted.length === 0) return '';
  if (count === 0) return none;
  if (count === 1) return one;
  return (count > max ? more : many).replace('{0}', count).replace('{1}', max);
}

function entry([listNumber, id, title, notes, completed, date], wanted) {
  const [listId, listTitle, tone] = index.lists[listNumber];
  const path = `/tasks/${encodeURIComponent(listId)}/${encodeURIComponent(id)}`;
  const row = template.content.firstElementChild.cloneNode(true);
  row.classList.add(`tone-${tone}`);
  row.classList.toggle('done', completed === 1);
  row.dataset.task = id;
  row.dataset.list = listId;
  const name = row.querySelector('.name');
  name.id = `n-${id}`;
  name.href = path;
  name.append(...marked(mark(title, wanted)));
  const state = row.querySelector('.state');
  state.setAttribute('formaction', `${path}/${completed ? 'reopen' : 'complete'}`);
  state.setAttribute('aria-labelledby', `${completed ? 'say-reopen' : 'say-complete'} n-${id}`);
  const said = around(notes, wanted);
  row.querySelector('.notes').hidden = said.length === 0;
  row.querySelector('.notes').append(...marked(said));
  if (date >= 0) {
    const [kind, day, words] = index.dates[date];
    row.querySelector('.when').classList.add(kind);
    const time = row.querySelector('time');
    time.dateTime = day;
    time.textContent = words;
    time.hidden = false;
  }
  const home = row.querySelector('.in');
  home.href = `/tasks/${encodeURIComponent(listId)}`;
  home.lastElementChild.textContent = listTitle;
  return row;
}

function marked(pieces) {
  return pieces.map(([words, isHit]) => {
    if (!isHit) return words;
    const hit = document.createElement('mark');
    hit.textContent = words;
    return hit;
  });
}
