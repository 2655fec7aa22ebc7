import type { Keyword } from './redaction-keywords.ts';
import { isAlphanumeric, type SecretMatcher, type SecretSpan } from './redaction-spans.ts';
import { isSecretValue } from './secret-value.ts';
import { type SensitiveName, sensitiveName, sensitiveWords } from './sensitive-name.ts';

/** Characters of a name to either side of the sensitive word. */
const NAME = 64;
/** Characters of a value that are looked at; a longer one is data. */
const VALUE = 2048;
/** Values that begin inside one and the same value and are tried all the same: `secret(token=…`. */
const NESTED = 4;

/** `NAME=value`, `name: value`, `"name": "value"` (also escaped), `--name value`: what a sensitive name is given. */
export function assignmentKeywords(): Keyword<SecretMatcher>[] {
  const matcher = assignmentMatcher();
  return sensitiveWords.map((word) => ({ word, value: matcher }));
}

const between = /(?:\\{0,3}["'`])?(?:[ \t]{0,4}(?::=|=>|[:=])[ \t]{0,4}|(?<flag>[ \t]{1,3}))(?<quote>\\{0,3}["'`])?/y;

function assignmentMatcher(): SecretMatcher {
  /** The value looked at last, so that a long one is walked once and not for every sensitive word in it. */
  let seen = { text: '', start: -1, end: -1, tries: 0 };
  return {
    match(text, place) {
      const name = nameAround(text, place);
      between.lastIndex = name.end;
      const groups = between.exec(text)?.groups;
      const found = groups === undefined ? undefined : sensitiveName(name.text);
      if (
        groups === undefined ||
        found === undefined ||
        (groups['flag'] !== undefined && !name.text.startsWith('--'))
      ) {
        return undefined;
      }
      const start = between.lastIndex;
      const isInSeen = seen.text === text && start > seen.start && start < seen.end;
      if (isInSeen && ++seen.tries > NESTED) return undefined;
      const end = valueEnd(text, start, groups['quote']?.at(-1));
      if (!isInSeen) seen = { text, start, end, tries: 0 };
      return spanOf(text, start, end, found);
    },
  };
}

function spanOf(text: string, start: number, end: number, name: SensitiveName): SecretSpan | undefined {
  const after = text[end];
  if (end - start > VALUE || after === '(' || after === '[' || after === '‹') return undefined;
  return isSecretValue(text.slice(start, end), name) ? { kind: name.kind, start, end } : undefined;
}

function nameAround(text: string, place: number): { text: string; end: number } {
  let start = place;
  while (start > 0 && place - start < NAME && isNameUnit(text.charCodeAt(start - 1))) start--;
  let end = place + (text[place] === '"' ? 1 : 0);
  while (end < text.length && end - place < NAME && isNameUnit(text.charCodeAt(end))) end++;
  return { text: text.slice(start, end), end };
}

function isNameUnit(code: number): boolean {
  return isAlphanumeric(code) || code === 45 || code === 46 || code === 95;
}

/** Where the value ends: at its quote, or, without one, at the first character that a bare value cannot have. */
function valueEnd(text: string, start: number, quote: string | undefined): number {
  const last = Math.min(text.length, start + VALUE + 1);
  for (let at = start; at < last; at++) {
    const character = text[at] ?? '';
    if (quote === undefined ? endsBare(text, at, character) : character === quote || quotedEnds.has(character))
      return at;
  }
  return last;
}

const quotedEnds = new Set(['\n', '\r', '\\', '‹', '›']);
const bareEnds = new Set(' \t\n\r"\'`,;<>(){}[]|\\‹›');
const nextParameter = /&[\w.-]{1,40}=/y;

/** `&` only where the next parameter of a query begins: passwords have it too. */
function endsBare(text: string, at: number, character: string): boolean {
  if (character !== '&') return bareEnds.has(character);
  nextParameter.lastIndex = at;
  return nextParameter.test(text);
}
