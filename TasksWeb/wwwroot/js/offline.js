// What a time without a network takes. Loaded after the page, which shows and changes tasks without it.
import { register } from './components.js';
import changeList from './components/change-list.js';
import offlineBanner from './components/offline-banner.js';
import offlineKeeper from './components/offline-keeper.js';
import offlineSwitch from './components/offline-switch.js';
import './components/rename-offline.js';
import signOut from './components/sign-out.js';
import waitingRows from './components/waiting-rows.js';

register({
  'change-list': changeList,
  'offline-banner': offlineBanner,
  'offline-keeper': offlineKeeper,
  'offline-switch': offlineSwitch,
  'sign-out': signOut,
  'waiting-rows': waitingRows,
});
