// What scripts add to the pages of tasks. Every page works without them: by forms and links.
import './undo.js';
import './refresh.js';
import './scroll.js';
import './fold.js';
import './later.js';
import './change.js';
import './lists.js';
import './add.js';
import './edit.js';
import './drag.js';
import './select.js';
import './menu.js';
import './quick.js';
import './print.js';
import './shortcuts.js';

// What needs scripts is shown where they run.
for (const element of document.querySelectorAll('[data-scripted]')) element.hidden = false;
