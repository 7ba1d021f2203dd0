export default function printButton(root) {
  root.hidden = false;
  root.addEventListener('click', () => print());
}
