/** A click that opens a new tab, a new window or a download is the browser's. */
export const hasModifier = event => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
