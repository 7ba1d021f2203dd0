// The policy of Trusted Types for markup: it is parsed, which runs nothing.
const policy = globalThis.trustedTypes?.createPolicy('markup', { createHTML: html => html });

export const parsePage = html => new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
