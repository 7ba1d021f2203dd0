// Keeps what is seen for times without a network, when the page has nothing else to do.
import { prepare } from '../offline/keeping.js';

export default function offlineKeeper() {
  const later = globalThis.requestIdleCallback ?? setTimeout;
  later(() => prepare().catch(() => {}));
}
