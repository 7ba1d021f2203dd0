// What a page is shown and used without at first: further rows, swiping, and all that a time without a network takes.
import { register } from './components.js';
import apiToken from './components/api-token.js';
import arriving from './components/arriving.js';
import bulkBar from './components/bulk-bar.js';
import changeList from './components/change-list.js';
import characterCount from './components/character-count.js';
import './components/edit-sheet.js';
import filterBar from './components/filter-bar.js';
import './components/keep-lines.js';
import lightDismiss from './components/light-dismiss.js';
import listDots from './components/list-dots.js';
import listSettings from './components/list-settings.js';
import moreTasks from './components/more-tasks.js';
import offlineBanner from './components/offline-banner.js';
import offlineKeeper from './components/offline-keeper.js';
import offlineSwitch from './components/offline-switch.js';
import './components/rename-offline.js';
import sidebar from './components/sidebar.js';
import signOut from './components/sign-out.js';
import swipeRows from './components/swipe-rows.js';
import waitingRows from './components/waiting-rows.js';

register({
  'api-token': apiToken,
  arriving,
  'bulk-bar': bulkBar,
  'change-list': changeList,
  'character-count': characterCount,
  'filter-bar': filterBar,
  'light-dismiss': lightDismiss,
  'list-dots': listDots,
  'list-settings': listSettings,
  'more-tasks': moreTasks,
  'offline-banner': offlineBanner,
  'offline-keeper': offlineKeeper,
  'offline-switch': offlineSwitch,
  sidebar,
  'sign-out': signOut,
  'swipe-rows': swipeRows,
  'waiting-rows': waitingRows,
});
