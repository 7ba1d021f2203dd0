// The tasks a change is about, and where they are: ids and lists change while changes wait.
import { idsIn, kindOf, namesTask, temporaryId } from './change.js';

export const fieldOf = ({ fields }, name) => fields.find(([field]) => field === name)?.[1];

/** The tasks a change is about, in their order. */
export function tasksOf(change) {
  const { verb, task } = kindOf(change);
  if (verb === 'add') return [temporaryId(change)];
  return verb === 'bulk' ? change.fields.filter(([name]) => name === 'pick').map(([, value]) => value.split('/')[1]) : [task];
}

/** Whether it cannot be made without this one, which adds a task. */
export const needs = (change, addition) => change.id !== addition.id && idsIn(change).includes(temporaryId(addition));

/** The list a task is in after the change: that of a move, or of an edit that names one. */
export const listAfter = change => fieldOf(change, 'to') || fieldOf(change, 'toList') || kindOf(change).list;

/**
 * The same change after a task has got its id, or has moved and has a new one.
 * @param from  { list, task }
 * @param to    the same
 */
export function withPlace(change, from, to) {
  const { verb, list, task } = kindOf(change);
  const fields = change.fields.map(([name, value]) => {
    if (name === 'pick') return [name, value === `${from.list}/${from.task}` ? `${to.list}/${to.task}` : value];
    return [name, namesTask(name) && value === from.task ? to.task : value];
  });
  if (list !== from.list || task !== from.task) return { ...change, fields };
  const action = `/tasks/${encodeURIComponent(to.list)}/${encodeURIComponent(to.task)}${verb === 'edit' ? '' : `/${verb}`}`;
  return { ...change, action, fields, lists: [...new Set([...change.lists, to.list])] };
}
