// The page of a task. Its forms are kept without a network from the first press on, so that this does not wait for after-load.js.
import './tasks.js';
import { register } from './components.js';
import ownPage from './components/own-page.js';

register({ 'own-page': ownPage });
