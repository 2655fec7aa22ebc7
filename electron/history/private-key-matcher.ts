import type { Keyword } from './redaction-keywords.ts';
import type { SecretMatcher } from './redaction-spans.ts';

/** Characters of a key's body; RSA keys of 16,384 bits have about 13,000. */
const BODY = 32 * 1024;
const LEAST_BODY = 40;
/** Characters of a PuTTY file before its secret part: names, a comment, the public key. */
const PUBLIC_PART = 4 * 1024;

const header = /-----BEGIN[A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----/y;
const putty = /PuTTY-User-Key-File-[0-9]: /y;

/** PEM, OpenSSH and PGP private keys: everything between the two lines, or to the end of what looks like a key's body. */
export function privateKeyKeywords(): Keyword<SecretMatcher>[] {
  return [
    { word: '-----BEGIN', value: { match: matchPem } },
    { word: 'PuTTY-User-Key-File', value: { match: matchPutty } },
  ];
}

const matchPem: SecretMatcher['match'] = (text, place) => {
  header.lastIndex = place;
  if (!header.test(text)) return undefined;
  const start = header.lastIndex;
  const end = bodyEnd(text, start);
  return solid(text, start, end) < LEAST_BODY ? undefined : { kind: 'private-key', start, end };
};

const matchPutty: SecretMatcher['match'] = (text, place) => {
  putty.lastIndex = place;
  if (!putty.test(text)) return undefined;
  const lines = text.slice(place, place + PUBLIC_PART).indexOf('Private-Lines: ');
  if (lines < 0) return undefined;
  const start = place + lines + 'Private-Lines: '.length;
  return { kind: 'private-key', start, end: bodyEnd(text, start) };
};

/** At the five hyphens of the end line, or at the first character that no key has, escaped line ends included. */
function bodyEnd(text: string, start: number): number {
  const last = Math.min(text.length, start + BODY);
  let at = start;
  while (at < last && isBodyUnit(text.charCodeAt(at)) && !text.startsWith('-----', at)) at++;
  return at;
}

/** Letters, digits, white space, and what base64, escapes and the header fields of an encrypted key use. */
function isBodyUnit(code: number): boolean {
  if (code <= 32) return true;
  return (
    (code >= 43 && code <= 58) ||
    code === 61 ||
    (code >= 65 && code <= 90) ||
    code === 92 ||
    (code >= 97 && code <= 122)
  );
}

function solid(text: string, start: number, end: number): number {
  return text.slice(start, end).replace(/[^A-Za-z0-9+/=]/g, '').length;
}
