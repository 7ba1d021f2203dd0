// Says that the network is away or that changes were refused, for as long as it is so, and opens the list of them.
import { readVault } from '../offline/vault.js';
import { get, subscribe } from '../store.js';

export default function offlineBanner(root) {
  const words = root.querySelector('[data-words]');
  const button = root.querySelector('[data-view]');
  const reconnect = root.querySelector('form');

  async function show() {
    const changes = get('changes');
    const refused = changes.filter(({ refusal }) => refusal).length;
    const isOffline = get('isOffline');
    const isBlocked = !isOffline && changes.length > 0 && get('blockedBy') !== null;
    root.hidden = !isOffline && !isBlocked && refused === 0;
    if (root.hidden) return;
    reconnect.hidden = !isBlocked;
    const { account } = reconnect.elements;
    account.value = get('blockedBy')?.account ?? '';
    account.disabled = account.value === '';
    const keeps = changes.length > 0 || await readVault().catch(() => null) !== null;
    const message = isOffline ? words.dataset[keeps ? 'kept' : 'offline']
      : isBlocked ? words.dataset.blocked : counted(words, 'refused', refused);
    if (words.textContent !== message) words.textContent = message;
    button.hidden = changes.length === 0;
    button.textContent = counted(button, 'view', changes.length);
  }

  button.addEventListener('click', () => document.getElementById('changes').showModal());
  subscribe('isOffline', show);
  subscribe('blockedBy', show);
  subscribe('changes', show);
  show();
}

/** The text about this many: data-…-one for a single one. */
export const counted = ({ dataset }, name, count) => (count === 1 ? dataset[`${name}One`] : dataset[name]).replace('{0}', count);
