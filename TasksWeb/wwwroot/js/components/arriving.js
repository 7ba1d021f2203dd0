// What a list says while the server reads it. It is asked for again until all of it is there: each answer brings this element anew,
// or a whole list.
import { isBusy, refresh } from '../tasks/refresh.js';
import { announce } from '../tasks/texts.js';

const LOOK_AFTER = 1000;
const RETRY_AFTER = 20_000;
/** How many tasks were read at the last look, by list. */
const counts = new Map();

export default function arriving(root) {
  const list = root.closest('.list');
  const id = list.dataset.list;
  const count = Number(root.dataset.arriving);
  // Fewer than before: reading it has failed, and has begun again.
  const hasBegunAgain = count < counts.get(id);
  counts.set(id, count);
  // A list without rows asks by itself.
  if (count > 0) setTimeout(look, hasBegunAgain ? RETRY_AFTER : LOOK_AFTER);
  const observer = new MutationObserver(tell);
  observer.observe(list, { childList: true, attributeFilter: ['aria-busy'] });

  function look() {
    if (!root.isConnected) return;
    refresh(id);
    setTimeout(look, RETRY_AFTER);
  }

  function tell() {
    if (root.isConnected) {
      // An answer would have replaced it.
      if (!list.hasAttribute('aria-busy') && !isBusy()) root.textContent = root.dataset.failed;
      return;
    }
    observer.disconnect();
    if (list.isConnected && !list.querySelector('.arriving')) announce(root.dataset.loaded);
  }
}
