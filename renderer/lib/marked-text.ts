import { redactionMarker } from '#contract/redaction-marker';

/** A run of text as it is, one that was looked for, or the place of a value that was not stored. */
export type MarkedPiece =
  | { kind: 'text' | 'hit'; text: string }
  | { kind: 'redaction'; what: string; size: number | undefined };

/** Splits a text at redactions and at the words looked for, letter case aside. */
export function markedPieces(text: string, words: readonly string[] = []): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  const hits = hitPattern(words);
  let at = 0;
  for (const match of text.matchAll(redactionMarker)) {
    pieces.push(...hitPieces(text.slice(at, match.index), hits));
    const [all, what = '', size] = match;
    pieces.push({
      kind: 'redaction',
      what: what.replaceAll(/[-_]/g, ' '),
      size: size === undefined ? undefined : Number(size),
    });
    at = match.index + all.length;
  }
  pieces.push(...hitPieces(text.slice(at), hits));
  return pieces;
}

function hitPieces(text: string, hits: RegExp | undefined): MarkedPiece[] {
  if (text === '') return [];
  if (hits === undefined) return [{ kind: 'text', text }];
  return text
    .split(hits)
    .map((part, index): MarkedPiece => ({ kind: index % 2 === 0 ? 'text' : 'hit', text: part }))
    .filter((piece) => piece.kind !== 'text' || piece.text !== '');
}

function hitPattern(words: readonly string[]): RegExp | undefined {
  const sought = words.filter((word) => word.length > 1).slice(0, 20);
  if (sought.length === 0) return undefined;
  const escaped = sought.map((word) => word.slice(0, 200).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  return new RegExp(`(${escaped.join('|')})`, 'giu');
}

/** `GitHub token, 40 chars`. */
export function redactionWords({ what, size }: { what: string; size: number | undefined }): string {
  return size === undefined ? what : `${what}, ${size} chars`;
}
