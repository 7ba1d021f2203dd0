// What a page is shown and used without at first: further rows, swiping, and all that a time without a network takes.
import { register } from './components.js';
import changeList from './components/change-list.js';
import moreTasks from './components/more-tasks.js';
import offlineBanner from './components/offline-banner.js';
import offlineKeeper from './components/offline-keeper.js';
import offlineSwitch from './components/offline-switch.js';
import './components/rename-offline.js';
import signOut from './components/sign-out.js';
import swipeRows from './components/swipe-rows.js';
import waitingRows from './components/waiting-rows.js';

register({
  'change-list': changeList,
  'more-tasks': moreTasks,
  'offline-banner': offlineBanner,
  'offline-keeper': offlineKeeper,
  'offline-switch': offlineSwitch,
  'sign-out': signOut,
  'swipe-rows': swipeRows,
  'waiting-rows': waitingRows,
});
