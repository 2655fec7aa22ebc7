import type { ConfigOperation, JsonValue } from '#agents/config-edit';
import { describePath, isObject, nested, sameValue, valueAt } from './config-value.ts';
import type { Path, SpliceOperation } from './splice.ts';

export type Inverse = { ok: true; candidates: SpliceOperation[] } | { ok: false; reason: string };

/**
 * What puts only `operation` back in a file that has changed elsewhere since. `before` and `now` are what the file
 * meant before the operation and means now. The first candidate that can be spliced is the one to take: they go
 * from "remove all that was made for it" to "remove the value alone".
 */
export function inverseOf(operation: ConfigOperation, before: unknown, now: unknown): Inverse {
  const { path } = operation;
  const old = valueAt(before, path);
  const current = valueAt(now, path);
  const elsewhere: Inverse = {
    ok: false,
    reason: `${describePath(path)} has been changed again since; it was left as it is.`,
  };
  switch (operation.kind) {
    case 'set':
      if (!sameValue(current, operation.value)) return elsewhere;
      if (old === undefined) return { ok: true, candidates: removals(path, operation.value, before, now) };
      return isJsonValue(old) ? { ok: true, candidates: [{ kind: 'set', path, value: old }] } : elsewhere;
    case 'set-keys': {
      const keys = [...Object.keys(operation.values), ...operation.unset];
      const below = operation.below ?? [];
      const stands =
        keys.every((key) => sameValue(valueAt(current, [key]), valueAt(operation.values, [key]))) &&
        below.every((each) => sameValue(valueAt(current, each.path), each.value));
      if (!stands) return elsewhere;
      const entries = keys.map((key) => [key, valueAt(old, [key])] as const);
      const values = entries.filter((entry): entry is readonly [string, JsonValue] => isJsonValue(entry[1]));
      const unset = entries.flatMap(([key, value]) => (value === undefined ? [key] : []));
      if (values.length + unset.length < entries.length) return elsewhere;
      const backBelow = below.flatMap((each): { path: readonly string[]; value?: JsonValue }[] => {
        const value = valueAt(old, each.path);
        if (value === undefined) return [{ path: madeFor(each, old, current) }];
        return isJsonValue(value) ? [{ path: each.path, value }] : [];
      });
      if (backBelow.length < below.length) return elsewhere;
      const whole = below.reduce<JsonValue>((made, each) => withBelow(made, each.path, each.value), operation.values);
      return {
        ok: true,
        candidates: [
          ...(old === undefined ? removals(path, whole, before, now) : []),
          {
            ...{ kind: 'set-keys', path: [...operation.path], values: Object.fromEntries(values), unset },
            ...(backBelow.length === 0 ? {} : { below: backBelow }),
          },
        ],
      };
    }
    case 'add-to-list':
      if (!Array.isArray(current) || !current.includes(operation.item)) return elsewhere;
      return {
        ok: true,
        candidates: [
          ...(old === undefined ? removals(path, [operation.item], before, now) : []),
          { kind: 'remove-from-list', path, item: operation.item },
        ],
      };
    case 'remove-from-list':
      if (Array.isArray(current) && current.includes(operation.item)) return elsewhere;
      return { ok: true, candidates: [{ kind: 'add-to-list', path, item: operation.item }] };
    case 'append-entry':
      if (!Array.isArray(current) || !current.some((each) => sameValue(each, operation.value))) return elsewhere;
      return {
        ok: true,
        candidates: [
          ...(old === undefined ? removals(path, [operation.value], before, now) : []),
          { kind: 'remove-entry', path, value: operation.value },
        ],
      };
  }
}

/** The place, or the outermost parent of it that was made for it and holds nothing else. */
function madeFor(
  { path, value }: { path: readonly string[]; value?: JsonValue },
  old: unknown,
  now: unknown,
): string[] {
  for (let length = 1; length < path.length; length += 1) {
    const place = path.slice(0, length);
    const isMade = valueAt(old, place) === undefined && value !== undefined;
    if (isMade && sameValue(valueAt(now, place), nested(path.slice(length), value))) return place;
  }
  return [...path];
}

/** The same with one more value in it. */
function withBelow(made: JsonValue, [key, ...rest]: readonly string[], value: JsonValue | undefined): JsonValue {
  if (key === undefined) return value ?? made;
  if (value === undefined) return made;
  const object = isObject(made) ? (made as { [name: string]: JsonValue }) : {};
  return { ...object, [key]: withBelow(object[key] ?? {}, rest, value) };
}

/** The outermost parent made for the value, when nothing else has moved in; then the value alone. */
function removals(path: Path, value: JsonValue, before: unknown, now: unknown): SpliceOperation[] {
  const made = path.findIndex((_key, depth) => valueAt(before, path.slice(0, depth + 1)) === undefined);
  const removals: SpliceOperation[] = [];
  for (let length = made + 1; length <= path.length; length += 1) {
    const place = path.slice(0, length);
    const rest = path.slice(length);
    if (rest.some((key) => typeof key === 'number')) continue;
    if (sameValue(valueAt(now, place), nested(rest, value))) removals.push({ kind: 'unset', path: place });
  }
  return removals;
}

function isJsonValue(value: unknown): value is JsonValue {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJsonValue);
  return isObject(value) && Object.values(value).every(isJsonValue);
}
