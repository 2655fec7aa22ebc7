import type { Redact } from './run-redactor.ts';

/** UTF-16 units of a line that are kept. */
const KEPT = 8 * 1024;
/** Bytes of a line that are looked at, and what of them is given up where it goes on: a secret cut in half is not known as one. */
export const LOOKED = 16 * 1024;
const MARGIN = 4 * 1024;
/** Lines of a private key; RSA keys of 16,384 bits have some 200. */
const MOST_KEY_LINES = 400;

const keyBegins = /-----BEGIN[A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----|^\s*Private-Lines: \d/;
const keyGoesOn = /^\s*$|^\s*[\w-]+: |[A-Za-z0-9+/=]{16}|^\s*[A-Za-z0-9+/=]+\s*$/;
const keyEnds = /-----END|^\s*Private-MAC: /;

/**
 * Makes a line fit to be written: without secrets, and cut. Lines come in their order, so that a private key is known
 * line by line; `size` is how many bytes the line had, of which `text` may be the beginning.
 */
export function logCleaner(redact: Redact): (text: string, size?: number) => string {
  let keyLines = 0;
  const ofKey = (text: string): boolean => {
    if (keyLines > 0) {
      keyLines = keyEnds.test(text) || !keyGoesOn.test(text) || keyLines > MOST_KEY_LINES ? 0 : keyLines + 1;
      return keyLines > 0;
    }
    const begin = keyBegins.exec(text);
    if (begin !== null && !keyEnds.test(text.slice(begin.index))) keyLines = 1;
    return false;
  };
  return (text, size = 0) => {
    if (ofKey(text)) return '‹redacted private-key›';
    const { body } = redact({ format: 'text', text });
    const isPart = size > LOOKED;
    const kept = isPart ? Math.min(KEPT, Math.max(0, body.text.length - MARGIN)) : KEPT;
    if (!isPart && body.text.length <= kept) return body.text;
    const whole = size === 0 ? `${text.length} characters` : `${size} bytes`;
    return `${body.text.slice(0, kept).replace(/[\uD800-\uDBFF]$/, '')} … (cut; ${whole})`;
  };
}
