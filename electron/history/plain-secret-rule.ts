import { createRedactor, type Redactor } from './redaction.ts';
import { isPlaceholder, isSecretValue } from './secret-value.ts';
import { type SensitiveName, sensitiveName } from './sensitive-name.ts';

/** Which rule takes a configured value for a secret: the kind of its shape, or what its name promises. Undefined: none does. */
export type PlainSecretRule = (name: string, value: string) => string | undefined;

/** Shorter ones are words, numbers and switches. */
const SHORTEST = 8;

/**
 * The rules of redaction, for a value that stands under a name in a config file: there a name is given on purpose, so that
 * shorter values and bare hashes count too. Building it takes some milliseconds: make one and keep it.
 */
export function plainSecretRule(): PlainSecretRule {
  const redactor = createRedactor({ knownSecrets: [] });
  return (name, value) => {
    const bare = value.replace(/^(?:Bearer|Basic|Token|ApiKey)\s+/i, '').trim();
    if (bare.length < SHORTEST || isReference(value) || isPlaceholder(bare) || isStandIn(bare)) return undefined;
    return shapeOf(redactor, bare) ?? promiseOf(name, bare);
  };
}

/** Of the first secret in it that its own form gives away. */
function shapeOf(redactor: Redactor, value: string): string | undefined {
  return Object.keys(redactor.redact({ format: 'text', text: value }).redactions)[0];
}

function promiseOf(name: string, value: string): string | undefined {
  const promised = sensitiveName(name) ?? ownName(name);
  if (promised === undefined) return undefined;
  const sure: SensitiveName = { kind: promised.kind, isStrong: true };
  const isSecret = isSecretValue(value, sure) || isSecretValue(value, { kind: 'password', isStrong: true });
  return isSecret ? promised.kind : undefined;
}

/** Names that say so of a variable or a header, and too little in running text. */
function ownName(name: string): SensitiveName | undefined {
  if (/(?:^|[-_])(?:public|primary|foreign|cache|sort|partition|row|ssh)[-_]?key$/i.test(name)) return undefined;
  if (/(?:^|[-_])(?:key|apikey)$/i.test(name)) return { kind: 'api-key', isStrong: true };
  return /(?:^|[-_])(?:pat|authorization|cookie)$/i.test(name) ? { kind: 'token', isStrong: true } : undefined;
}

/** `${TOKEN}`, `$TOKEN`, `Bearer ${TOKEN}`, `%TOKEN%`, `{env:TOKEN}`: the value stands elsewhere. */
function isReference(value: string): boolean {
  return /\$\{[^}]+\}|\$[A-Za-z_]|%[A-Za-z_]\w*%|\{(?:env|file|input|secret)[:.]/.test(value);
}

/** What people write where a secret will stand, and values that are none whatever their name. */
function isStandIn(value: string): boolean {
  if (/^(?:true|false|null|none|undefined|disabled|enabled|optional|required)$/i.test(value)) return true;
  if (/^[\d.,:]+$/.test(value)) return true;
  if (/(?:^|[-_ ])(?:your|my|todo|fixme|fill|paste|put|enter|add)[-_ ]/i.test(value)) return true;
  return /[-_ ]here$|_?goes[-_ ]here|^(?:sk|pk|ghp|xoxb|api)?[-_]*(?:key|token|secret|password|\*+|x+|\.+)$/i.test(
    value,
  );
}
