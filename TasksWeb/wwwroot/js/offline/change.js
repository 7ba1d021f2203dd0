// What a change is: a form of the pages of tasks that can wait, told by its address.
const WAITS = /^\/tasks\/(?!new\/|lists\/)([^/]+)\/(?:(tasks)|([^/]+)(?:\/(complete|reopen|due|delete|move|rename))?)$/;
const NEW = 'new-';

/** A task that was added here and has no id at Google yet. */
export const temporaryId = change => `${NEW}${change.id}`;

/** @returns { verb: add | edit | complete | …, list, task }, or null: it cannot wait. */
export function kindOf({ action }) {
  const [, list, add, task, verb] = WAITS.exec(action) ?? [];
  if (list === undefined) return action === '/tasks/bulk' ? { verb: 'bulk' } : null;
  return { verb: add ? 'add' : verb ?? 'edit', list: decodeURIComponent(list), task: task && decodeURIComponent(task) };
}

export const fieldOf = ({ fields }, name) => fields.find(([field]) => field === name)?.[1];

/** The same change after a task has got its id, or a new one. */
export function withId(change, before, after) {
  const replace = text => text.replaceAll(before, after);
  return { ...change, action: replace(change.action), fields: change.fields.map(([name, value]) => [name, replace(value)]) };
}

/** The tasks a change is about, in their order. */
export function tasksOf(change) {
  const { verb, task } = kindOf(change);
  if (verb === 'add') return [temporaryId(change)];
  return verb === 'bulk' ? change.fields.filter(([name]) => name === 'pick').map(([, value]) => value.split('/')[1]) : [task];
}
