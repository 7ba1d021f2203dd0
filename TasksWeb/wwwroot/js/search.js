// The search page.
import { register } from './components.js';
import searchForm from './components/search-form.js';

register({ 'search-form': searchForm });
