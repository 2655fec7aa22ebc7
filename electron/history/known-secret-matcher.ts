import type { Keyword } from './redaction-keywords.ts';
import type { SecretMatcher } from './redaction-spans.ts';

export interface KnownSecret {
  /** The environment variable or field it is given in; shown in the marker. */
  name: string;
  value: string;
}

/** Shorter values stand by chance in ordinary text (`dev`, `8080`, `true`): taking them out would shred it and tell them. */
export const SHORTEST_KNOWN = 8;

/** Finds known values to the letter, as they are and as JSON strings and URLs write them. */
export function knownSecretKeywords(secrets: readonly KnownSecret[]): Keyword<SecretMatcher>[] {
  const long = secrets.filter(({ value }) => value.length >= SHORTEST_KNOWN);
  return long.flatMap(({ name, value }) =>
    writings(value).map((writing) => ({ word: writing.slice(0, 3), value: matcher(knownKind(name), writing) })),
  );
}

/** `secret NAME`; of the name only what cannot be mistaken for anything else in a marker. */
export function knownKind(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 60);
  return plain === '' ? 'secret' : `secret ${plain}`;
}

function writings(value: string): string[] {
  return [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())])];
}

function matcher(kind: string, writing: string): SecretMatcher {
  return {
    isExact: true,
    match: (text, place) =>
      text.startsWith(writing, place) ? { kind, start: place, end: place + writing.length } : undefined,
  };
}
