// An open menu closes as people expect it to: on Escape, and when the focus or a click goes elsewhere.
for (const menu of document.querySelectorAll('details.menu')) {
  const leave = event => {
    if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
  };
  document.addEventListener('click', leave);
  document.addEventListener('focusin', leave);
  menu.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
