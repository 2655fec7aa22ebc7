import type { ConfigOperation } from '#agents/config-edit';
import type { SeededRandom } from '#test/helpers/seeded-random';
import { type WildFile, wildJson } from './wild-json.ts';
import { wildToml } from './wild-toml.ts';

export interface AnyFile extends WildFile {
  bytes: Buffer;
  /** Why no switch can be made in it; undefined when each must be. */
  fault: 'cut' | 'wrong type' | 'not UTF-8' | undefined;
}

/** Two of three JSON; about one in ten cannot be edited. */
export function anyFile(random: SeededRandom): AnyFile {
  const file = random.chance(0.6) ? wildJson(random) : wildToml(random);
  if (!random.chance(0.1)) return { ...file, bytes: Buffer.from(file.text), fault: undefined };
  const fault = random.pick(['cut', 'wrong type', 'not UTF-8'] as const);
  const text = spoilt(file, fault, random);
  const bytes = Buffer.from(text);
  if (fault !== 'not UTF-8') return { ...file, text, bytes, fault };
  const note = Buffer.from(file.format === 'json' ? '\n// \xff\n' : '\n# \xff\n', 'latin1');
  return { ...file, text, bytes: Buffer.concat([bytes, note]), fault };
}

function spoilt({ format, text }: WildFile, fault: AnyFile['fault'], random: SeededRandom): string {
  if (fault === 'not UTF-8') return text;
  if (fault === 'cut') {
    if (format === 'toml') return `${text}\n[plugins."cut`;
    return text.slice(0, text.lastIndexOf('}'));
  }
  if (format === 'json') return random.pick(['[]', '"x"', 'null', '3', '[{"enabledPlugins":{}}]']);
  return random.pick([
    'plugins = 3\nmcp_servers = "x"\nskills = 1\nfeatures = []\n',
    'plugins = []\nmcp_servers = []\nskills.config = 1\nfeatures = 1979-05-27',
  ]);
}

/** What the value must be after an operation: plain and slow, sharing nothing with what is tested. */
export function meantBy(value: unknown, operation: ConfigOperation): unknown {
  if (operation.kind === 'set-keys') {
    const kept = Object.entries(asObject(at(value, operation.path) ?? {})).filter(
      ([name]) => !operation.unset.includes(name),
    );
    return put(value, operation.path, Object.fromEntries([...kept, ...Object.entries(operation.values)]));
  }
  const old = at(value, operation.path);
  const list = Array.isArray(old) ? old : [];
  switch (operation.kind) {
    case 'set':
      return put(value, operation.path, operation.value);
    case 'add-to-list':
      return list.includes(operation.item) ? value : put(value, operation.path, [...list, operation.item]);
    case 'remove-from-list':
      return old === undefined
        ? value
        : put(
            value,
            operation.path,
            list.filter((each) => each !== operation.item),
          );
    case 'append-entry':
      return put(value, operation.path, [...list, operation.value]);
  }
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((now, key) => new Map(Object.entries(asObject(now))).get(String(key)), value);
}

function put(value: unknown, [key, ...rest]: readonly (string | number)[], inner: unknown): unknown {
  if (key === undefined) return inner;
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? put(each, rest, inner) : each));
  const entries = new Map(Object.entries(asObject(value)));
  return Object.fromEntries([...entries, [String(key), put(entries.get(String(key)), rest, inner)]]);
}

const asObject = (value: unknown) => (typeof value === 'object' && value !== null ? value : {});

/** The same text for values that mean the same. `isLoose`: what is empty does not count, nor the order of lists. */
export function canonical(value: unknown, isLoose = false): string | undefined {
  if (value instanceof Date) return `date ${value.toISOString()}`;
  if (typeof value === 'bigint' || typeof value === 'number') return `number ${Object.is(value, -0) ? 0 : value}`;
  if (typeof value !== 'object' || value === null) return `${typeof value} ${JSON.stringify(value)}`;
  if (Array.isArray(value)) {
    const items = value.map((each) => canonical(each, isLoose) ?? 'nothing');
    if (isLoose && items.length === 0) return undefined;
    return `[${(isLoose ? items.sort() : items).join()}]`;
  }
  const entries = Object.entries(value).map(([name, each]) => [JSON.stringify(name), canonical(each, isLoose)]);
  const kept = entries.filter(([, each]) => each !== undefined).map(([name, each]) => `${name}:${each}`);
  return isLoose && kept.length === 0 ? undefined : `{${kept.sort().join()}}`;
}
