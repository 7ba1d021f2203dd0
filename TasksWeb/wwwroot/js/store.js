// State that several components share. Who depends on a value subscribes to it.
const values = {
  /** The row that is being moved, with restore() to put it back and the id of its list: see keyboard-move.js and drag-rows.js. */
  carried: null,
  /** Whether rows show check boxes for a bulk action. */
  isSelecting: false,
  selectedCount: 0,
  /** Requests that wait or are under way. */
  requestCount: 0,
  /** Changes that wait for the network, in order: see offline/queue.js. */
  changes: [],
  /** Whether they have been read. */
  isQueueRead: false,
  /** Whether the server was not reached the last time. */
  isOffline: !navigator.onLine || 'kept' in document.documentElement.dataset,
  /** The code of the problem for which nothing can be sent until the person has connected again. */
  blockedBy: null,
  /** Changes the page shows as done and has not sent yet: see pending-deletes.js. */
  pendingDeletes: [],
};
const subscribers = new Map();

export const get = key => values[key];

export function set(key, value) {
  values[key] = value;
  for (const run of subscribers.get(key) ?? []) run(value);
}

export function subscribe(key, run) {
  if (!subscribers.has(key)) subscribers.set(key, []);
  subscribers.get(key).push(run);
}
