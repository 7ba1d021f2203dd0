// Where service workers run, requests of this site carry a short-lived ID token, and pages are there without a network.
const WORKER = '/service-worker.js';

const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: () => WORKER });

export default function apiToken() {
  navigator.serviceWorker?.register(policy?.createScriptURL(WORKER) ?? WORKER, { scope: '/', type: 'module' }).catch(() => {});
}
