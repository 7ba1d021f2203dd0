// A task on the page that adds tasks: date and list are chosen as in the form of a task.
import { showChips } from './task-chips.js';

const COLOR = /color-\d+/;

export default function newTask(root) {
  showChips(root, name => {
    if (name === 'toList') root.className = root.className.replace(COLOR, COLOR.exec(root.querySelector('[data-field=to]').className)[0]);
  });
}
