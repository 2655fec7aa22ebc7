import type { KeywordIndex } from './redaction-keywords.ts';

/** A piece of a text that must not be stored. */
export interface SecretSpan {
  kind: string;
  start: number;
  /** Just behind its last character. */
  end: number;
}

/** Looks at one place, where its keyword stands. Work must have a bound that does not depend on the length of the text. */
export interface SecretMatcher {
  /** The secret that has to do with this place; it may begin before it. */
  match(text: string, place: number, run: TextRun): SecretSpan | undefined;
  /** Known values are looked for everywhere, also inside what another matcher has found, and after many vain tries. */
  isExact?: boolean;
}

/** Unbroken characters of words, `_` and `-` that hold the place looked at. */
export interface TextRun {
  end: number;
  /** Keywords tried in it so far. */
  tries: number;
}

/**
 * Tries in one run. A real token has a few keywords in its run at most; text made to be slow has thousands, and each could
 * walk to the end of the run in vain.
 */
const MOST_TRIES = 32;

/** Every secret in a text, in order; spans that touch or overlap are one, named after the longest of them. */
export function secretSpans(text: string, index: KeywordIndex<SecretMatcher>): SecretSpan[] {
  const spans: SecretSpan[] = [];
  let run: TextRun = { end: 0, tries: 0 };
  let done = 0;
  for (let place = index.next(text, 0); place >= 0; place = index.next(text, place + 1)) {
    const keywords = index.at(text, place);
    if (keywords.length === 0) continue;
    if (place >= run.end) run = { end: runEnd(text, place), tries: 0 };
    run.tries++;
    for (const { value: matcher } of keywords) {
      if (matcher.isExact !== true && (place < done || run.tries > MOST_TRIES)) continue;
      const span = matcher.match(text, place, run);
      if (span === undefined) continue;
      spans.push(span);
      done = Math.max(done, span.end);
      if (matcher.isExact !== true) break;
    }
  }
  return spans.length < 2 ? spans : joined(spans);
}

function joined(spans: readonly SecretSpan[]): SecretSpan[] {
  const sorted = spans.toSorted((one, other) => one.start - other.start || other.end - one.end);
  const result: SecretSpan[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push({ ...span });
    else if (span.end > last.end) last.end = span.end;
  }
  return result;
}

function runEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isWordUnit(text.charCodeAt(at))) at++;
  return Math.max(at, from + 1);
}

function isWordUnit(code: number): boolean {
  return isAlphanumeric(code) || code === 45 || code === 95;
}

export function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
