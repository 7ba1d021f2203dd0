// Below the person's name: whether everything is at Google.
import { get, subscribe } from '../store.js';

const sprite = new URL('../../icons.svg', import.meta.url).pathname;

export default function syncState(root) {
  const words = root.querySelector('span');
  const use = root.querySelector('use');
  const show = () => {
    const waiting = get('changes').length;
    const state = get('isOffline') ? 'offline' : get('requestCount') > 0 || waiting > 0 ? 'saving' : 'saved';
    words.textContent = state === 'offline' && waiting > 0 ? root.dataset.waiting.replace('{0}', waiting) : root.dataset[state];
    use.setAttribute('href', `${sprite}#${{ offline: 'off', saving: 'refresh', saved: 'check' }[state]}`);
  };
  subscribe('requestCount', show);
  subscribe('changes', show);
  subscribe('isOffline', show);
  show();
}
