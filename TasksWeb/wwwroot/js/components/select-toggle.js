// Starts selecting tasks, or stops it.
import { get, set } from '../store.js';
import { countSelected } from './selection.js';

export default function selectToggle(root) {
  root.addEventListener('click', event => {
    event.preventDefault();
    set('isSelecting', !get('isSelecting'));
    if (get('isSelecting')) countSelected();
  });
}
