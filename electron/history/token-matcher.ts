import { patternShape } from './pattern-shape.ts';
import type { Keyword } from './redaction-keywords.ts';
import { isAlphanumeric, type SecretMatcher, type SecretSpan } from './redaction-spans.ts';
import { entropyOf, isPlaceholder } from './secret-value.ts';
import type { TokenRule } from './token-rules.ts';

/** Steps a rule may take in vain at one place. */
export const MOST_STEPS = 20_000;
const SHORTEST_START = 3;
/** Below it are rows of one letter and other things that only fill a form. */
const LEAST_ENTROPY = 2.2;

/** The keywords of a rule with the matcher they lead to. Throws a RangeError for a rule that has no bound or no fixed beginning. */
export function tokenKeywords(rule: TokenRule): Keyword<SecretMatcher>[] {
  const { starts, steps } = patternShape(rule.pattern.source);
  if (steps > MOST_STEPS) throw new RangeError(`${rule.kind}: a failing attempt could take ${String(steps)} steps`);
  if (starts.length === 0 || starts.some((start) => start.length < SHORTEST_START)) {
    throw new RangeError(
      `${rule.kind}: every match must begin with at least ${String(SHORTEST_START)} fixed characters`,
    );
  }
  const matcher = tokenMatcher(rule);
  return [...new Set(starts.map((start) => start.toLowerCase()))].map((word) => ({ word, value: matcher }));
}

function tokenMatcher({ kind, pattern, entropy = LEAST_ENTROPY, isSecret, before = 0 }: TokenRule): SecretMatcher {
  const hasGroup = pattern.source.includes('(?<secret>');
  const looksBack = pattern.source.startsWith('(?<=');
  const flags = new Set([...pattern.flags.replace('g', ''), 'y', ...(hasGroup ? ['d'] : [])]);
  const sticky = new RegExp(pattern.source, [...flags].join(''));
  return {
    match(text, place) {
      if (!looksBack && isInsideWord(text, place)) return undefined;
      sticky.lastIndex = place;
      const found = sticky.exec(text);
      if (found === null) return undefined;
      const [start, end] = found.indices?.groups?.['secret'] ?? [leadStart(text, place, before), sticky.lastIndex];
      const secret = text.slice(start, end);
      if (isPlaceholder(secret) || entropyOf(secret) < entropy || isSecret?.(secret) === false) return undefined;
      return { kind, start, end } satisfies SecretSpan;
    },
  };
}

function isInsideWord(text: string, place: number): boolean {
  return place > 0 && isAlphanumeric(text.charCodeAt(place)) && isAlphanumeric(text.charCodeAt(place - 1));
}

function leadStart(text: string, place: number, most: number): number {
  let start = place;
  while (start > 0 && place - start < most && isAlphanumeric(text.charCodeAt(start - 1))) start--;
  return start;
}
