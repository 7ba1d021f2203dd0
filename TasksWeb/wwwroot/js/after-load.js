// What a page is shown and used without at first: dragging, swiping, and all that a time without a network takes.
import { register } from './components.js';
import changeList from './components/change-list.js';
import dragRows from './components/drag-rows.js';
import offlineBanner from './components/offline-banner.js';
import offlineKeeper from './components/offline-keeper.js';
import offlineSwitch from './components/offline-switch.js';
import './components/rename-offline.js';
import signOut from './components/sign-out.js';
import swipeRows from './components/swipe-rows.js';
import waitingRows from './components/waiting-rows.js';

register({
  'change-list': changeList,
  'drag-rows': dragRows,
  'offline-banner': offlineBanner,
  'offline-keeper': offlineKeeper,
  'offline-switch': offlineSwitch,
  'sign-out': signOut,
  'swipe-rows': swipeRows,
  'waiting-rows': waitingRows,
});
