// Text as search compares it, the same as SearchText and SearchTerms on the server: a test compares the two.
export const fold = text => text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');

export const terms = query => fold(query).split(/\s+/u).filter(Boolean).slice(0, 16);

const MAX_BEFORE = 60;
const MAX_AFTER = 200;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text in pieces [text, isHit] that together are the text. A character that folds to several is marked as a whole. */
export function mark(text, words) {
  let folded = '';
  // For each position in the folded text, the range of the character in the text.
  const ranges = [];
  for (const { segment, index } of graphemes.segment(text)) {
    folded += fold(segment);
    while (ranges.length < folded.length) ranges.push([index, index + segment.length]);
  }
  const hits = new Uint8Array(folded.length);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) hits.fill(1, at, at + word.length);
  }
  const pieces = [];
  let from = 0;
  let wasHit = 0;
  for (let at = 0; at <= folded.length; at++) {
    const isHit = at < folded.length ? hits[at] : 0;
    if (at < folded.length && isHit === wasHit) continue;
    const end = at === folded.length ? text.length : isHit ? ranges[at][0] : ranges[at - 1][1];
    if (end > from) pieces.push([text.slice(from, end), wasHit === 1]);
    from = Math.max(from, end);
    wasHit = isHit;
  }
  return pieces;
}

/** What surrounds the first hit in a long text, in pieces; see SearchTerms.Around. */
export function around(text, words) {
  const pieces = mark(text, words);
  const first = pieces.findIndex(([, isHit]) => isHit);
  if (first < 0) return [];
  const before = pieces.slice(0, first).map(([piece]) => piece).join('');
  const shown = [];
  if (before.length > MAX_BEFORE) shown.push([`…${withoutHalves(before.slice(-MAX_BEFORE))}`, false]);
  else if (before) shown.push([before, false]);
  let length = 0;
  for (const [piece, isHit] of pieces.slice(first)) {
    if (length + piece.length > MAX_AFTER) {
      shown.push([`${withoutHalves(piece.slice(0, MAX_AFTER - length))}…`, isHit]);
      break;
    }
    shown.push([piece, isHit]);
    length += piece.length;
  }
  return shown;
}

/** Without half a surrogate pair at either end. */
const withoutHalves = text => text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/gu, '');
