// The page as the printer takes it.
for (const button of document.querySelectorAll('[data-print]')) button.addEventListener('click', () => print());
