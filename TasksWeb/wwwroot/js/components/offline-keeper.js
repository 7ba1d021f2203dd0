// Keeps what is seen for times without a network, when the page has nothing else to do.
import { prepare } from '../offline/keeping.js';
import { resume } from '../tasks/waiting.js';
import { restoreText } from './unsent-text.js';

export default function offlineKeeper() {
  const later = globalThis.requestIdleCallback ?? setTimeout;
  later(() => prepare().catch(() => {}).then(resume).then(restoreText).catch(() => {}));
  // A page may stay open for longer than what is kept is kept for.
  document.addEventListener('visibilitychange', () => document.hidden || prepare().catch(() => {}));
}
