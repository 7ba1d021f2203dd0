// On a phone, lists are swiped through one by one: dots show which of them this is.
const MOST = 24;

export default function listDots(board) {
  const lists = [...board.querySelectorAll(':scope > .list')];
  if (lists.length > MOST) return;
  const dots = document.createElement('p');
  dots.className = 'list-dots';
  dots.setAttribute('aria-hidden', 'true');
  dots.append(...lists.map(() => document.createElement('span')));
  board.after(dots);
  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      dots.children[lists.indexOf(target)].classList.toggle('current', isIntersecting);
    }
  }, { root: board, threshold: .6 });
  for (const list of lists) observer.observe(list);
}
