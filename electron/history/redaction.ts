import type { Body } from '#agents/transcript';
import { redactionMarker, writeRedactionMarker } from '#contract/redaction-marker';
import { type KnownSecret, knownKind, knownSecretKeywords } from './known-secret-matcher.ts';
import type { Redactions } from './new-facts.ts';
import { type MayHold, redactJson } from './redaction-json.ts';
import { indexKeywords, type KeywordIndex } from './redaction-keywords.ts';
import { ruleKeywords, ruleKinds } from './redaction-rules.ts';
import { type SecretMatcher, type SecretSpan, secretSpans } from './redaction-spans.ts';
import { isSecretValue } from './secret-value.ts';
import type { SensitiveName } from './sensitive-name.ts';

export interface Redactor {
  /**
   * The body without secrets, and how many of which kind were taken out. The very same body when there are none. Same body,
   * same answer; an answer given in again comes back as it is.
   */
  redact(body: Body): { body: Body; redactions: Redactions };
  /** From the next call on. */
  setKnownSecrets(secrets: readonly KnownSecret[]): void;
}

/** Rounds after which a text is taken as it is: what stood behind a secret may only then be recognised. */
const MOST_ROUNDS = 4;
const nothing: Redactions = Object.freeze({});

/** Makes what every body goes through before it is written anywhere. Building it takes some milliseconds: make one and keep it. */
export function createRedactor({ knownSecrets }: { knownSecrets: readonly KnownSecret[] }): Redactor {
  const rules = ruleKeywords();
  let index = indexOf(rules, knownSecrets);
  return {
    redact: (body) => (body.format === 'json' ? redactJsonBody(body, index) : redactTextBody(body, index)),
    setKnownSecrets: (secrets) => {
      index = indexOf(rules, secrets);
    },
  };
}

/** What is looked for, and the kinds a marker of ours can have. */
interface SecretIndex {
  keywords: KeywordIndex<SecretMatcher>;
  kinds: ReadonlySet<string>;
}

function indexOf(rules: ReturnType<typeof ruleKeywords>, secrets: readonly KnownSecret[]): SecretIndex {
  const keywords = indexKeywords([...knownSecretKeywords(secrets), ...rules]);
  const kinds = new Set([...ruleKinds(), ...secrets.map(({ name }) => knownKind(name))]);
  return { keywords, kinds };
}

function redactTextBody(body: Body, index: SecretIndex): { body: Body; redactions: Redactions } {
  const counts = new Map<string, number>();
  const text = cleanText(body.text, index, counts);
  return text === body.text
    ? { body, redactions: nothing }
    : { body: { ...body, text }, redactions: Object.fromEntries(counts) };
}

function redactJsonBody(body: Body, index: SecretIndex): { body: Body; redactions: Redactions } {
  const counts = new Map<string, number>();
  const text = redactJson(body.text, keywordCursor(body.text, index), (value, name) =>
    cleanValue(value, name, index, counts),
  );
  return text === body.text
    ? { body, redactions: nothing }
    : { body: { ...body, text }, redactions: Object.fromEntries(counts) };
}

/** Most strings hold no keyword at all. Escapes of characters that need none could hide one: then all are looked at. */
function keywordCursor(text: string, { keywords }: SecretIndex): MayHold {
  if (text.includes('\\u') || text.includes('\\/')) return () => true;
  let place = nextKeyword(text, 0, keywords);
  return (start, end) => {
    if (place < start) place = nextKeyword(text, start, keywords);
    return place < end;
  };
}

function nextKeyword(text: string, from: number, keywords: SecretIndex['keywords']): number {
  let place = keywords.next(text, from);
  while (place >= 0 && keywords.at(text, place).length === 0) place = keywords.next(text, place + 1);
  return place < 0 ? Number.POSITIVE_INFINITY : place;
}

function cleanValue(
  value: string,
  name: SensitiveName | undefined,
  index: SecretIndex,
  counts: Map<string, number>,
): string {
  const text = cleanText(value, index, counts);
  if (text !== value || name === undefined || value.includes('‹') || !isSecretValue(value, name)) return text;
  count(counts, name.kind);
  return writeRedactionMarker({ kind: name.kind, length: value.length });
}

function cleanText(text: string, index: SecretIndex, counts: Map<string, number>): string {
  let clean = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = secretSpans(clean, index.keywords);
    const spans = found.length === 0 ? found : outsideMarkers(clean, found, index);
    if (spans.length === 0) return clean;
    clean = withMarkers(clean, spans, counts);
  }
  return clean;
}

function withMarkers(text: string, spans: readonly SecretSpan[], counts: Map<string, number>): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { kind, start, end } of spans) {
    pieces.push(text.slice(done, start), writeRedactionMarker({ kind, length: end - start }));
    done = end;
    count(counts, kind);
  }
  return pieces.join('') + text.slice(done);
}

/**
 * What is inside a marker of ours is no secret, though a known value may be a word of it. Only kinds that exist count: a
 * secret somebody wrote into something like a marker is still taken out.
 */
function outsideMarkers(text: string, spans: readonly SecretSpan[], { kinds }: SecretIndex): readonly SecretSpan[] {
  const markers = [...text.matchAll(redactionMarker)].filter(([, kind = '']) => kinds.has(kind));
  if (markers.length === 0) return spans;
  let at = 0;
  return spans.filter((span) => {
    while (at < markers.length && markerEnd(markers[at]) <= span.start) at++;
    const marker = markers[at];
    return marker === undefined || marker.index >= span.end;
  });
}

function markerEnd(marker: RegExpExecArray | undefined): number {
  return marker === undefined ? 0 : marker.index + marker[0].length;
}

function count(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
