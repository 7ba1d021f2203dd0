// Switches the single-key shortcuts off (WCAG 2.1.4) and remembers it in this browser.
const STORAGE_KEY = 'shortcuts-off';

export const shortcutsAreOn = () => localStorage.getItem(STORAGE_KEY) === null;

export default function shortcutSwitch(root) {
  root.checked = shortcutsAreOn();
  root.addEventListener('change', () => {
    if (root.checked) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, '');
  });
}
