// Order and filter apply as soon as they are chosen.
export default function filterBar(root) {
  root.querySelector('button').hidden = true;
  root.addEventListener('change', () => root.requestSubmit());
}
