import { asRecord, type UnknownRecord } from '#agents/shapes';
import { type PlainSecretRule, plainSecretRule } from '#history/plain-secret-rule';

/** A secret in the meaning of a config file. */
export interface FoundSecret {
  /** Keys and indexes to the text that holds it. */
  path: readonly (string | number)[];
  /** The whole text there. Never leaves the main side. */
  value: string;
  part: 'env' | 'headers' | 'args' | 'url';
  /** Of the variable or header; of an argument what it is given for. */
  name: string;
  rule: string;
}

const maps: readonly { key: string; part: FoundSecret['part'] }[] = [
  { key: 'env', part: 'env' },
  { key: 'headers', part: 'headers' },
  { key: 'http_headers', part: 'headers' },
];
/** Deeper is no config of an agent. */
const MOST_LEVELS = 12;

/** Secrets among variables that belong to no server. */
export function secretsInVariables(table: unknown, isSecret: PlainSecretRule): FoundSecret[] {
  return inMap(table, [], 'env', isSecret);
}

/** Secrets in the entry of one server; paths begin at the entry. */
export function secretsInEntry(entry: unknown, isSecret: PlainSecretRule): FoundSecret[] {
  const server = asRecord(entry);
  if (server === undefined) return [];
  return [
    ...maps.flatMap(({ key, part }) => inMap(server[key], [key], part, isSecret)),
    ...inToken(server, isSecret),
    ...inArguments(server['args'], isSecret),
    ...inText(server['url'], { path: ['url'], part: 'url', name: 'url' }, isSecret),
  ];
}

/** Finds the secrets in what a file means, whosever they are; the rules are made at the first question. */
export function secretFinder(): (meaning: unknown) => FoundSecret[] {
  let rule: PlainSecretRule | undefined;
  return (meaning) => {
    rule ??= plainSecretRule();
    return secretsInFile(meaning, rule);
  };
}

function secretsInFile(meaning: unknown, isSecret: PlainSecretRule): FoundSecret[] {
  const walk = (value: unknown, path: readonly (string | number)[]): FoundSecret[] => {
    if (path.length > MOST_LEVELS) return [];
    if (Array.isArray(value)) return value.flatMap((each, at) => walk(each, [...path, at]));
    const table = asRecord(value);
    if (table === undefined) return [];
    const own = [...secretsInEntry(table, isSecret), ...inMap(table['set'], ['set'], 'env', isSecret)];
    return [
      ...own.map((each) => ({ ...each, path: [...path, ...each.path] })),
      ...Object.entries(table).flatMap(([key, each]) => walk(each, [...path, key])),
    ];
  };
  return walk(meaning, []);
}

function inMap(
  map: unknown,
  path: readonly string[],
  part: FoundSecret['part'],
  isSecret: PlainSecretRule,
): FoundSecret[] {
  return Object.entries(asRecord(map) ?? {}).flatMap(([name, value]) =>
    inText(value, { path: [...path, name], part, name }, isSecret),
  );
}

/** Codex refuses this key and tells to name a variable instead (codex-rs/config/src/mcp_types.rs). */
function inToken(server: UnknownRecord, isSecret: PlainSecretRule): FoundSecret[] {
  return inText(server['bearer_token'], { path: ['bearer_token'], part: 'headers', name: 'bearer_token' }, isSecret);
}

/** `--token VALUE`, `--token=VALUE`, `TOKEN=VALUE`, `Header: VALUE`, and what looks like a token by itself. */
function inArguments(args: unknown, isSecret: PlainSecretRule): FoundSecret[] {
  if (!Array.isArray(args)) return [];
  return args.flatMap((arg: unknown, at): FoundSecret[] => {
    if (typeof arg !== 'string') return [];
    const before: unknown = args[at - 1];
    const flag = typeof before === 'string' && /^--?[A-Za-z][\w-]*$/.test(before) ? before : undefined;
    const pair = /^(-{0,2}[A-Za-z][\w-]*)(?:=|:\s+)(.+)$/s.exec(arg);
    const [, name = flag ?? `argument ${String(at + 1)}`, value = arg] = pair ?? [];
    const rule = isSecret(name.replace(/^-+/, ''), value);
    return rule === undefined ? [] : [{ path: ['args', at], value: arg, part: 'args', name, rule }];
  });
}

function inText(
  value: unknown,
  place: Pick<FoundSecret, 'path' | 'part' | 'name'>,
  isSecret: PlainSecretRule,
): FoundSecret[] {
  if (typeof value !== 'string') return [];
  const rule = isSecret(place.name, value);
  return rule === undefined ? [] : [{ ...place, value, rule }];
}
