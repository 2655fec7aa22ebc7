/** Lenient readers for strangers' data: each gives undefined when the type differs, and never throws. */

export type UnknownRecord = Readonly<Record<string, unknown>>;

export function asRecord(value: unknown): UnknownRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as UnknownRecord) : undefined;
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** Undefined unless every element is a string. */
export function asStringList(value: unknown): readonly string[] | undefined {
  const list = asArray(value);
  return list?.every((each) => typeof each === 'string') ? (list as readonly string[]) : undefined;
}
