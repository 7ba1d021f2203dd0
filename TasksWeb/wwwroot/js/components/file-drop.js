// The place to drop a file on. The field lies over it, so that the browser takes the file; here it is named.
export default function fileDrop(root) {
  const field = root.querySelector('input');
  const name = root.querySelector('[data-file]');
  const words = name.textContent;
  const mark = isOver => root.classList.toggle('drop-target', isOver);

  root.addEventListener('dragenter', () => mark(true));
  root.addEventListener('dragleave', event => root.contains(event.relatedTarget) || mark(false));
  root.addEventListener('drop', () => mark(false));
  const show = () => {
    const [file] = field.files;
    name.textContent = file?.name ?? words;
    root.classList.toggle('has-file', file !== undefined);
  };
  field.addEventListener('change', show);
  // The browser may have kept the choice.
  show();
}
