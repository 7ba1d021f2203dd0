// What a change is: a form of the pages of tasks that can wait, told by its address.
const WAITS = /^\/tasks\/(?!new\/|lists\/)([^/]+)\/(?:(tasks)|(?!(?:clear|color|delete|rename)$)([^/]+)(?:\/(complete|reopen|due|delete|move|rename|duplicate))?)$/;
const NAMES_TASK = ['parent', 'previous', 'pick'];
const NEW = 'new-';
/** A problem of the connection to Google is not the change's fault: it waits until the person has connected again. */
const NOT_ITS_FAULT = new Set(['reauthorization_required', 'insufficient_scope', 'no_tokens']);

export const isConnectionProblem = code => NOT_ITS_FAULT.has(code);


/** A task that was added here and has no id at Google yet. */
export const temporaryId = change => `${NEW}${change.id}`;

/** @returns { verb: add | edit | complete | …, list, task }, or null: it cannot wait. */
export function kindOf({ action }) {
  const [, list, add, task, verb] = WAITS.exec(action) ?? [];
  if (list === undefined) return action === '/tasks/bulk' ? { verb: 'bulk' } : null;
  return { verb: add ? 'add' : verb ?? 'edit', list: decodeURIComponent(list), task: task && decodeURIComponent(task) };
}

/** Whether the value of a field is a task's id; a pick has its list before it. */
export const namesTask = field => NAMES_TASK.includes(field);

/** The ids of all tasks that it names. */
export const idsIn = change => [
  kindOf(change).task ?? '', ...change.fields.filter(([name]) => namesTask(name)).map(([, value]) => value.split('/').at(-1)),
];

/** Whether it is about a task that had no id at Google when it was made. */
export const namesTemporary = change => idsIn(change).some(id => id.startsWith(NEW));

/** Null for the first account. */
export const accountOf = list => (list.includes('~') ? list.slice(0, list.indexOf('~')) : null);
