import type { JsonValue } from '#agents/config-edit';
import { type Path, type SpliceOperation, SpliceRefused } from './splice.ts';

type UnknownRecord = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Undefined when nothing stands at `path`. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof key === 'number') value = Array.isArray(value) ? value[key] : undefined;
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** Whether two parsed values mean the same; the order of keys does not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((each, at) => sameValue(each, b[at]));
  if (a instanceof Date) return b instanceof Date && String(a.toJSON()) === String(b.toJSON());
  if (!isObject(a)) return Object.is(a, b) || a === b;
  if (!isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]));
}

/** What the file should mean afterwards. Throws SpliceRefused where a value on the way has the wrong type. */
export function applyOperation(root: unknown, operation: SpliceOperation): unknown {
  const { path } = operation;
  switch (operation.kind) {
    case 'set':
      return withValue(root, path, 0, () => operation.value);
    case 'set-keys':
      return keyOperations(operation).reduce(applyOperation, root);
    case 'unset':
      return valueAt(root, path) === undefined ? root : without(root, path, 0);
    case 'add-to-list':
      return withValue(root, path, 0, (old) => {
        const list = listOf(old, path);
        return list.includes(operation.item) ? list : [...list, operation.item];
      });
    case 'remove-from-list':
      if (valueAt(root, path) === undefined) return root;
      return withValue(root, path, 0, (old) => listOf(old, path).filter((each) => each !== operation.item));
    case 'append-entry':
      return withValue(root, path, 0, (old) => [...listOf(old, path), operation.value]);
    case 'remove-entry':
      if (valueAt(root, path) === undefined) return root;
      return withValue(root, path, 0, (old) => {
        const list = listOf(old, path);
        return list.toSpliced(lastEntry(list, operation.value), 1);
      });
  }
}

/** One after the other, the changes that setting several keys is made of. */
export function keyOperations({ path, values, unset, below = [] }: SetKeys): SpliceOperation[] {
  return [
    ...Object.entries(values).map(([key, value]) => ({ kind: 'set', path: [...path, key], value }) as const),
    ...unset.map((key) => ({ kind: 'unset', path: [...path, key], areCommentsKept: true }) as const),
    ...below.map((each) =>
      each.value === undefined
        ? ({ kind: 'unset', path: [...path, ...each.path] } as const)
        : ({ kind: 'set', path: [...path, ...each.path], value: each.value } as const),
    ),
  ];
}

type SetKeys = Extract<SpliceOperation, { kind: 'set-keys' }>;

/** Index of the last element equal to `value`. Throws SpliceRefused when there is none. */
export function lastEntry(list: readonly unknown[], value: JsonValue): number {
  const at = list.findLastIndex((each) => sameValue(each, value));
  if (at === -1) throw new SpliceRefused('The entry is no longer there as it was written.');
  return at;
}

/** Wraps `value` in the objects that `rest` names, outermost first. Throws SpliceRefused for an index. */
export function nested(rest: Path, value: JsonValue): JsonValue {
  return rest.reduceRight<JsonValue>((inner, key) => {
    if (typeof key === 'number') throw new SpliceRefused('A list does not have the entry that should be changed.');
    return Object.fromEntries([[key, inner]]);
  }, value);
}

export function describePath(path: Path): string {
  return path.length === 0 ? 'the file' : path.map((key) => (typeof key === 'number' ? `[${key}]` : key)).join(' → ');
}

function listOf(value: unknown, path: Path): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new SpliceRefused(`A list should stand at ${describePath(path)}, but it holds ${typeName(value)}.`);
}

function withValue(value: unknown, path: Path, depth: number, make: (old: unknown) => unknown): unknown {
  const key = path[depth];
  if (key === undefined) return make(value);
  if (typeof key === 'number') {
    if (!Array.isArray(value) || key >= value.length) throw wrongType('a list', path, depth, value);
    return value.with(key, withValue(value[key], path, depth + 1, make));
  }
  if (value !== undefined && !isObject(value)) throw wrongType('an object', path, depth, value);
  const entries = Object.entries(value ?? {});
  const old = value !== undefined && Object.hasOwn(value, key) ? value[key] : undefined;
  // fromEntries defines properties, so that a key called __proto__ stays a key.
  return Object.fromEntries([
    ...entries.filter(([name]) => name !== key),
    [key, withValue(old, path, depth + 1, make)],
  ]);
}

function without(value: unknown, path: Path, depth: number): unknown {
  const key = path[depth];
  const isLast = depth === path.length - 1;
  if (typeof key === 'number' && Array.isArray(value)) {
    return isLast ? value.toSpliced(key, 1) : value.with(key, without(value[key], path, depth + 1));
  }
  if (typeof key !== 'string' || !isObject(value)) throw wrongType('an object', path, depth, value);
  const entries = Object.entries(value);
  if (isLast) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(
    entries.map(([name, each]) => [name, name === key ? without(each, path, depth + 1) : each]),
  );
}

function wrongType(wanted: string, path: Path, depth: number, value: unknown): SpliceRefused {
  const where = describePath(path.slice(0, depth));
  return new SpliceRefused(`${where} should be ${wanted}, but it is ${typeName(value)}; it was left as it is.`);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'not there';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a date';
  return isObject(value) ? 'an object' : `a ${typeof value}`;
}
