// Pages of tasks that are not a board: Today, the next days, the calendar, search, print, import, and the settings of a list.
import { register } from './components.js';
import agenda from './components/agenda.js';
import calendar from './components/calendar.js';
import deferredForm from './components/deferred-form.js';
import fileDrop from './components/file-drop.js';
import importPreview from './components/import-preview.js';
import listName from './components/list-name.js';
import newTask from './components/new-task.js';
import printButton from './components/print-button.js';
import reschedule from './components/reschedule.js';
import searchForm from './components/search-form.js';
import './tasks.js';

register({
  agenda,
  calendar,
  'deferred-form': deferredForm,
  'file-drop': fileDrop,
  'import-preview': importPreview,
  'list-name': listName,
  'new-task': newTask,
  'print-button': printButton,
  reschedule,
  'search-form': searchForm,
});
