// Says that the browser is offline, for as long as it is.
export default function offlineBanner(root) {
  const show = () => { root.hidden = navigator.onLine; };
  addEventListener('online', show);
  addEventListener('offline', show);
  show();
}
