// The pages of tasks. Each works without scripts, by forms and links.
import { register } from './components.js';
import addTask, { addOpener } from './components/add-task.js';
import completedToggle from './components/completed-toggle.js';
import dateMenu from './components/date-menu.js';
import dialogOpener from './components/dialog-opener.js';
import dragRows from './components/drag-rows.js';
import keyboard from './components/keyboard.js';
import listMenu from './components/list-menu.js';
import palette, { paletteOpener } from './components/palette.js';
import quickAdd from './components/quick-add.js';
import receipt from './components/receipt.js';
import selectToggle from './components/select-toggle.js';
import selection from './components/selection.js';
import shortcutSwitch from './components/shortcut-switch.js';
import taskEditor from './components/task-editor.js';
import taskList from './components/task-list.js';
import taskMenu from './components/task-menu.js';
import taskRows from './components/task-rows.js';
import toast from './components/toast.js';

register({
  'add-opener': addOpener,
  'add-task': addTask,
  'completed-toggle': completedToggle,
  'date-menu': dateMenu,
  'dialog-opener': dialogOpener,
  'drag-rows': dragRows,
  keyboard,
  'list-menu': listMenu,
  palette,
  'palette-opener': paletteOpener,
  'quick-add': quickAdd,
  receipt,
  'select-toggle': selectToggle,
  selection,
  'shortcut-switch': shortcutSwitch,
  'task-editor': taskEditor,
  'task-list': taskList,
  'task-menu': taskMenu,
  'task-rows': taskRows,
  toast,
});
