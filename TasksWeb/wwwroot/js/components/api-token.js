// Where service workers run, this site's API calls carry a short-lived ID token. See service-worker.js.
export default function apiToken() {
  navigator.serviceWorker?.register('/service-worker.js', { scope: '/' }).catch(() => {});
}
