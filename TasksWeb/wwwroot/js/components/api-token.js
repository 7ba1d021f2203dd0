// Where service workers run, requests of this site carry a short-lived ID token, and pages are there without a network.
export default function apiToken() {
  navigator.serviceWorker?.register('/service-worker.js', { scope: '/', type: 'module' }).catch(() => {});
}
