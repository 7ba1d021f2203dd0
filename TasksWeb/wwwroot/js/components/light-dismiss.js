// A dialog that closes when the backdrop is pressed.
export default function lightDismiss(root) {
  root.addEventListener('click', event => event.target === root && root.close());
}
