/** A word without which no rule can match, and what to try where it stands. */
export interface Keyword<T> {
  /** At least three characters; those of ASCII are found in both letter cases. */
  word: string;
  value: T;
}

export interface KeywordIndex<T> {
  /** Where the next three characters that begin a keyword stand, from `from` on; -1 when nowhere. False alarms are possible. */
  next(text: string, from: number): number;
  /** Keywords that stand at a place. */
  at(text: string, place: number): readonly Keyword<T>[];
}

const none: readonly never[] = [];

/**
 * Finds many words in one pass. Three characters, five bits each, are a number below 2^15, and a table tells whether a
 * keyword begins like that: one look per character whatever the number of words. The low five bits of a letter are the same
 * in both cases.
 */
export function indexKeywords<T>(keywords: readonly Keyword<T>[]): KeywordIndex<T> {
  const isStart = new Uint8Array(1 << 15);
  const byStart = new Map<number, Keyword<T>[]>();
  for (const { word, value } of keywords) {
    const hash = startHash(word, 0);
    isStart[hash] = 1;
    byStart.set(hash, [...(byStart.get(hash) ?? []), { word: lowerAscii(word), value }]);
  }
  return {
    next: (text, from) => nextStart(text, from, isStart),
    at: (text, place) => standing(text, place, byStart.get(startHash(text, place))),
  };
}

/** Nearly every call finds nothing, so that it makes a list only when there is something to put in. */
function standing<T>(text: string, place: number, candidates: readonly Keyword<T>[] = none): readonly Keyword<T>[] {
  let found: Keyword<T>[] | undefined;
  for (const candidate of candidates) {
    if (standsAt(text, place, candidate.word)) (found ??= []).push(candidate);
  }
  return found ?? none;
}

function nextStart(text: string, from: number, isStart: Uint8Array): number {
  const end = text.length;
  if (from + 2 >= end) return -1;
  let hash = ((text.charCodeAt(from) & 31) << 5) | (text.charCodeAt(from + 1) & 31);
  for (let at = from + 2; at < end; at++) {
    hash = ((hash << 5) | (text.charCodeAt(at) & 31)) & 0x7fff;
    if (isStart[hash] === 1) return at - 2;
  }
  return -1;
}

function lowerAscii(word: string): string {
  return word.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function startHash(text: string, at: number): number {
  return ((text.charCodeAt(at) & 31) << 10) | ((text.charCodeAt(at + 1) & 31) << 5) | (text.charCodeAt(at + 2) & 31);
}

function standsAt(text: string, place: number, word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = text.charCodeAt(place + at);
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== word.charCodeAt(at)) return false;
  }
  return true;
}
