import { asRecord } from './shapes.ts';

/** A value that must never leave the file it stands in. */
export interface SecretValue {
  /** Of the variable or header; shown in place of the value. */
  name: string;
  value: string;
}

/** A table of an agent's file that can hold secrets: the entry of one server, or variables that every program gets. */
export interface SecretHolder {
  file: string;
  format: 'json' | 'toml';
  /** Keys from the root of the file to the table. */
  path: readonly string[];
  /** Undefined for variables that belong to no server. */
  server?: { plugin: string; name: string };
  /** Folder whose project scope it stands in; null for the user's own. */
  project: string | null;
  /** Why Gatehouse does not rewrite this file; undefined when it does. */
  fixedBy?: string;
}

/** Shorter ones would blacken ordinary words. */
const SHORTEST = 8;

const secretName =
  /token|secret|passw|credential|authorization|cookie|api[-_]?key|access[-_]?key|private[-_]?key|(^|[-_])(key|pat|pwd|auth)$/i;

/** Whether a variable or header of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** The name a variable has that holds the value of this header. */
export function variableForHeader(name: string): string {
  const plain = name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return /^[A-Z_]/.test(plain) ? plain : `_${plain}`;
}

/** The secrets among variables or headers, by their names. Values that only name another variable are none. */
export function secretsAmong(variables: unknown): SecretValue[] {
  return Object.entries(asRecord(variables) ?? {}).flatMap(([name, value]) => {
    if (typeof value !== 'string' || !isSecretName(name)) return [];
    const bare = value.replace(/^(?:Bearer|Basic|Token)\s+/i, '').trim();
    return bare.length < SHORTEST || /^\$(\{|[A-Z_]+$)/.test(bare) ? [] : [{ name, value: bare }];
  });
}

/** Those that a map of server definitions holds in plain text. */
export function secretsOfServers(servers: unknown): SecretValue[] {
  return Object.values(asRecord(servers) ?? {}).flatMap((each) => {
    const server = asRecord(each);
    return ['env', 'headers', 'http_headers'].flatMap((key) => secretsAmong(server?.[key]));
  });
}
