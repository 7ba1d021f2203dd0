// Every page. Each works without scripts, by forms and links.
import { register } from './components.js';
import menu from './components/menu.js';
import progress from './components/progress.js';
import syncState from './components/sync-state.js';
import './session.js';
import './zone.js';

register({
  menu,
  progress,
  'sync-state': syncState,
});

if (document.readyState === 'complete') loadLater();
else addEventListener('load', loadLater, { once: true });

/** Prefetched by the page, so that it is there at once, and when the network goes. */
function loadLater() {
  import('./after-load.js').catch(() => {});
}
