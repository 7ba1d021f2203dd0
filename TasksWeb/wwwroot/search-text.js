// Text as search compares it, the same as SearchText and SearchTerms on the server: a test compares the two.
export const fold = text => text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');

export const terms = query => fold(query).split(/\s+/u).filter(Boolean).slice(0, 16);

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// The text in pieces [text, isHit]; together they are the text. A character that folds to several is marked as a whole.
export function mark(text, wanted) {
  let folded = '';
  const places = [];
  for (const { segment, index } of characters.segment(text)) {
    folded += fold(segment);
    while (places.length < folded.length) places.push([index, index + segment.length]);
  }
  const hits = new Uint8Array(folded.length);
  for (const term of wanted) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) hits.fill(1, at, at + term.length);
  }
  const pieces = [];
  let from = 0;
  let wasHit = 0;
  for (let at = 0; at <= folded.length; at++) {
    const isHit = at < folded.length ? hits[at] : 0;
    if (at < folded.length && isHit === wasHit) continue;
    const place = at === folded.length ? text.length : isHit ? places[at][0] : places[at - 1][1];
    if (place > from) pieces.push([text.slice(from, place), wasHit === 1]);
    from = Math.max(from, place);
    wasHit = isHit;
  }
  return pieces;
}

// What of a long text to show: what surrounds the first hit. See SearchTerms.Around.
export function around(text, wanted) {
  const pieces = mark(text, wanted);
  const first = pieces.findIndex(([, isHit]) => isHit);
  if (first < 0) return [];
  const before = pieces.slice(0, first).map(([words]) => words).join('');
  const shown = before.length > 60 ? [[`…${whole(before.slice(-60))}`, false]] : before ? [[before, false]] : [];
  let length = 0;
  for (const [words, isHit] of pieces.slice(first)) {
    if (length + words.length > 200) {
      shown.push([`${whole(words.slice(0, 200 - length))}…`, isHit]);
      break;
    }
    shown.push([words, isHit]);
    length += words.length;
  }
  return shown;
}

// No half of a surrogate pair at the edges.
const whole = text => text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/gu, '');
