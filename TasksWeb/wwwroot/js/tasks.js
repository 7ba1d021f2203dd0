// The pages of tasks. Each works without scripts, by forms and links.
import { register } from './components.js';
import addTask from './components/add-task.js';
import agenda from './components/agenda.js';
import bulkBar from './components/bulk-bar.js';
import characterCount from './components/character-count.js';
import completedToggle from './components/completed-toggle.js';
import deferredForm from './components/deferred-form.js';
import dialogOpener from './components/dialog-opener.js';
import dragRows from './components/drag-rows.js';
import keyboard from './components/keyboard.js';
import lightDismiss from './components/light-dismiss.js';
import moreTasks from './components/more-tasks.js';
import printButton from './components/print-button.js';
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
  'add-task': addTask,
  agenda,
  'bulk-bar': bulkBar,
  'character-count': characterCount,
  'completed-toggle': completedToggle,
  'deferred-form': deferredForm,
  'dialog-opener': dialogOpener,
  'drag-rows': dragRows,
  keyboard,
  'light-dismiss': lightDismiss,
  'more-tasks': moreTasks,
  'print-button': printButton,
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
