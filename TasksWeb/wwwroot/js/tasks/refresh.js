// When lists are loaded again: after a change in this window or another one, and when the person comes back to the page.
import { get } from '../store.js';

const DELAY = 250;
const STALE_AFTER = 30_000;
const otherWindows = new BroadcastChannel('tasks');
const subscribers = [];
let lastRefresh = Date.now();

/** @param run  gets the id of the list to load again, or null for all of them. */
export function onRefresh(run) {
  subscribers.push(run);
}

export function refresh(list = null) {
  for (const run of subscribers) run(list);
}

/** After a change: refreshes the lists here, unless the page shows the change already, and in the person's other windows. */
export function listsChanged(lists, isShown = false) {
  for (const list of new Set(lists)) {
    if (!isShown) refresh(list);
    otherWindows.postMessage(list);
  }
}

otherWindows.addEventListener('message', ({ data: list }) => refresh(list));

/** While rows are moved, selected or changed, loading them again would take them away. */
export const isBusy = () =>
  get('requestCount') > 0
  || get('carried') !== null
  || document.querySelector(
    ':is(.agenda, .calendar) .editing, :is(.agenda, .calendar, .arriving ~ .tasks) .select-box:checked') !== null;

/** @returns a function that runs soon and once, however often it is called, and not while rows are busy. */
export function whenIdle(run) {
  let timer = 0;
  return function schedule() {
    timer ||= setTimeout(() => {
      timer = 0;
      if (isBusy()) schedule();
      else run();
    }, DELAY);
  };
}

function refreshAll() {
  lastRefresh = Date.now();
  refresh();
}

function refreshIfStale() {
  if (document.visibilityState === 'visible' && Date.now() - lastRefresh > STALE_AFTER) refreshAll();
}

document.addEventListener('visibilitychange', refreshIfStale);
addEventListener('focus', refreshIfStale);
// The back button can restore the page as it was left.
addEventListener('pageshow', event => event.persisted && refreshAll());
