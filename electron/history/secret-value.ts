import type { SensitiveName } from './sensitive-name.ts';

/** Longer values are data, not something a person was given to keep. */
const LONGEST = 2048;
/** Of a value, for its entropy. */
const SAMPLE = 256;

/** Whether the value of a sensitive name is a secret, or a placeholder, a word, a piece of code, a path or a plain hash. */
export function isSecretValue(value: string, name: SensitiveName): boolean {
  if (value.length > LONGEST || isPlaceholder(value) || isCode(value) || isPlace(value)) return false;
  if (name.kind === 'password') return isPassword(value);
  if (!name.isStrong && isHash(value)) return false;
  return isRandom(value);
}

/** Shannon entropy in bits per character; of the first 256 characters. */
export function entropyOf(value: string): number {
  const counts = new Map<number, number>();
  const length = Math.min(value.length, SAMPLE);
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

/** What stands in documents and templates where a secret would be. */
export function isPlaceholder(value: string): boolean {
  if (/^(?:[$%<{#*]|redacted|process\.env|os\.environ|import\.meta|env[.:]|secrets\.|vault:|op:\/\/)/i.test(value))
    return true;
  if (
    /(?:example|placeholder|changeme|change[-_]me|dummy|redacted|insert[-_]|replace[-_]|xxxx|\*\*\*|\.\.\.|…|0000000|12345678)/i.test(
      value,
    )
  ) {
    return true;
  }
  return (
    /^(?:(?:your|my|the|some|test|fake)[-_ ]|your[A-Z])/i.test(value) ||
    /^(?:password|passwd|secret|token|pass|pwd|admin|user)$/i.test(value)
  );
}

/** Member access, calls and identifiers. */
function isCode(value: string): boolean {
  return /[(){}[\]]/.test(value) || /^[A-Za-z_$][\w$]{0,63}(?:\??\.[A-Za-z_$][\w$]{0,63}){1,8}[!?]?$/.test(value);
}

function isPlace(value: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]{1,20}:\/\/|~?\/[\w.@-]+\/|\.{1,2}\/|[A-Za-z]:\\|@[\w-]+\/)/.test(value) && value.length !== 40
  );
}

/** UUIDs, digests with and without the name of their algorithm. */
function isHash(value: string): boolean {
  return /^(?:[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}|(?:sha(?:1|256|384|512)[-:])?[a-f0-9]{7,128}|sha\d{1,3}-[A-Za-z0-9+/]+=*)$/i.test(
    value,
  );
}

function isPassword(value: string): boolean {
  if (value.length < 6 || !/[A-Za-z]/.test(value)) return false;
  return /[0-9!@#$%^&*+?=]/.test(value) && !isWords(value) && entropyOf(value) >= 2.3;
}

/** Long enough, of mixed characters that change often: not words joined by hyphens, not an identifier. */
function isRandom(value: string): boolean {
  if (value.length < 16 || isWords(value) || entropyOf(value) < 3) return false;
  const sample = value.slice(0, SAMPLE);
  const digits = sample.replace(/[^0-9]/g, '').length;
  if (digits === sample.length) return false;
  const share = changes(sample) / (sample.length - 1);
  return share >= 0.4 || (digits >= 2 && share >= 0.25);
}

/** `my-service-v2`, `prod_db_password_2024`: parts that are words or short numbers. */
function isWords(value: string): boolean {
  return (
    /[-_. /:@]/.test(value) &&
    value.split(/[-_. /:@]/).every((part) => /^(?:[A-Z]?[a-z]{0,14}|[A-Z]{1,14})\d{0,4}$/.test(part))
  );
}

/** How often the sort of character changes: lower, upper, digit, other. */
function changes(value: string): number {
  let count = 0;
  for (let at = 1; at < value.length; at++) if (sortAt(value, at) !== sortAt(value, at - 1)) count++;
  return count;
}

function sortAt(value: string, at: number): number {
  const code = value.charCodeAt(at);
  if (code >= 48 && code <= 57) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 97 && code <= 122 ? 2 : 3;
}
