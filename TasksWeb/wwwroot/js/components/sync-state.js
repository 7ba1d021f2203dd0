// Below the person's name: whether everything is at Google.
import { get, subscribe } from '../store.js';

const sprite = new URL('../../icons.svg', import.meta.url).pathname;

export default function syncState(root) {
  const words = root.querySelector('span');
  const use = root.querySelector('use');
  const show = () => {
    const state = !navigator.onLine ? 'offline' : get('requestCount') > 0 ? 'saving' : 'saved';
    words.textContent = root.dataset[state];
    use.setAttribute('href', `${sprite}#${{ offline: 'off', saving: 'refresh', saved: 'check' }[state]}`);
  };
  subscribe('requestCount', show);
  addEventListener('online', show);
  addEventListener('offline', show);
  show();
}
