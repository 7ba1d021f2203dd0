// Every page. Each works without scripts, by forms and links.
import { register } from './components.js';
import apiToken from './components/api-token.js';
import menu from './components/menu.js';
import offlineKeeper from './components/offline-keeper.js';
import offlineSwitch from './components/offline-switch.js';
import progress from './components/progress.js';
import signOut from './components/sign-out.js';
import syncState from './components/sync-state.js';
import './session.js';
import './zone.js';

register({
  'api-token': apiToken,
  menu,
  'offline-keeper': offlineKeeper,
  'offline-switch': offlineSwitch,
  progress,
  'sign-out': signOut,
  'sync-state': syncState,
});
