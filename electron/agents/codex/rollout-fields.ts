import { asRecord, type UnknownRecord } from '#agents/shapes';

/**
 * The first of `names` that is there. Codex writes some keys as `plugin_id` in one kind of record and as `pluginId` in
 * another, sometimes both styles in one record.
 */
export function field(record: UnknownRecord, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = record[name];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Undefined for what is no string, and for an empty one. */
export function textField(record: UnknownRecord | undefined, ...names: readonly string[]): string | undefined {
  if (record === undefined) return undefined;
  const value = field(record, ...names);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberField(record: UnknownRecord, ...names: readonly string[]): number | undefined {
  const value = field(record, ...names);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function recordField(record: UnknownRecord, ...names: readonly string[]): UnknownRecord | undefined {
  return asRecord(field(record, ...names));
}

/** Milliseconds of Rust's `{secs, nanos}`, to the microsecond; undefined for any other shape. */
export function durationField(record: UnknownRecord): number | undefined {
  const duration = recordField(record, 'duration');
  if (duration === undefined) return undefined;
  const seconds = numberField(duration, 'secs');
  const nanos = numberField(duration, 'nanos') ?? 0;
  if (seconds === undefined || seconds < 0 || nanos < 0) return undefined;
  return Math.round(seconds * 1_000_000 + nanos / 1_000) / 1_000;
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the keys whose value is undefined. */
export function present<T extends object>(value: T): Present<T> {
  const kept: Record<string, unknown> = {};
  // Made for each fact: a list of entries would cost more than the copy.
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key];
  return kept as Present<T>;
}
