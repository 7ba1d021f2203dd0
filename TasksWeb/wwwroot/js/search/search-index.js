// All tasks in one index, normalized once: { lists: [[id, title, color]], dates: [[kind, day, text]],
// tasks: [[list, id, title, notes, isCompleted, date]], normalized: [[title, notes]] }.
// A task's list and date are positions; -1 is no date.
import { fold, terms } from './search-text.js';

const SLICE = 500;

export async function loadIndex(address) {
  const response = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(`${response.status}`);
  const { lists, dates, tasks } = await response.json();
  const normalized = new Array(tasks.length);
  // In slices, so that the page answers meanwhile.
  for (let from = 0; from < tasks.length; from += SLICE) {
    const end = Math.min(from + SLICE, tasks.length);
    for (let at = from; at < end; at++) normalized[at] = [fold(tasks[at][2]), fold(tasks[at][3])];
    await new Promise(resolve => setTimeout(resolve));
  }
  return { lists, dates, tasks, normalized };
}

/** Open tasks first, hits in titles before those in notes, then Google's order: the same as TaskSearch on the server. */
export function findTasks({ lists, tasks, normalized }, query, withCompleted, onlyList) {
  const words = terms(query);
  const groups = [[], [], [], []];
  if (words.length > 0) {
    tasks.forEach((task, at) => {
      const [list, , , , isCompleted] = task;
      if ((isCompleted && !withCompleted) || (onlyList && lists[list][0] !== onlyList)) return;
      const [title, notes] = normalized[at];
      let isInTitle = true;
      for (const word of words) {
        if (title.includes(word)) continue;
        isInTitle = false;
        if (!notes.includes(word)) return;
      }
      groups[(isCompleted ? 2 : 0) + (isInTitle ? 0 : 1)].push(task);
    });
  }
  return { words, tasks: groups.flat() };
}
