/** The header of an answer that is not the server's: when it was seen, in milliseconds since 1970. */
export const KEPT = 'Kept-At';

export const isKept = response => response.headers.has(KEPT);
