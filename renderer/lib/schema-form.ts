/** A field of a form made from a JSON schema of a tool's arguments. What has no plain field is written as JSON. */
export interface FormField {
  name: string;
  kind: 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'json';
  isRequired: boolean;
  description: string | undefined;
  /** JSON texts; of `choice` alone. */
  choices: readonly string[];
  /** What stands in it at first. */
  start: string;
}

export interface ToolForm {
  fields: readonly FormField[];
  /** The schema allows what no field is for, or says too little: then only JSON can say everything. */
  isOpen: boolean;
}

/** More fields nobody would fill in. */
const MOST_FIELDS = 60;

/** From the `inputSchema` of a tool, which may be anything. */
export function toolForm(schema: unknown): ToolForm {
  const properties = isObject(schema) ? schema['properties'] : undefined;
  if (!isObject(schema) || !isObject(properties)) {
    return { fields: [], isOpen: !isObject(schema) || schema['additionalProperties'] !== false };
  }
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = Object.keys(properties);
  const fields = names.slice(0, MOST_FIELDS).map((name) => fieldOf(name, properties[name], required.includes(name)));
  return { fields, isOpen: names.length > MOST_FIELDS || hasMore(schema) };
}

/** The arguments as the fields say, or what is wrong with which of them. A field that is empty and not required is left out. */
export function argsOf(
  fields: readonly FormField[],
  values: ReadonlyMap<string, string>,
): { args: Record<string, unknown>; wrong: ReadonlyMap<string, string> } {
  const args: Record<string, unknown> = {};
  const wrong = new Map<string, string>();
  for (const field of fields) {
    const text = values.get(field.name) ?? field.start;
    if (text === '' && !(field.kind === 'text' && field.isRequired)) {
      if (field.isRequired) wrong.set(field.name, 'It must be filled in.');
      continue;
    }
    const read = valueOf(field, text);
    if (read === undefined) wrong.set(field.name, expected[field.kind]);
    else set(args, field.name, read.value);
  }
  return { args, wrong };
}

/** The arguments in a text; a sentence when it is no JSON object. */
export function argsOfJson(text: string): { args: Record<string, unknown> } | { wrong: string } {
  if (text.trim() === '') return { args: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { args: value } : { wrong: 'Arguments are an object: { "name": value }.' };
  } catch (error) {
    return { wrong: `It is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const expected: Record<FormField['kind'], string> = {
  text: 'Text is expected.',
  number: 'A number is expected.',
  integer: 'A whole number is expected.',
  boolean: 'true or false is expected.',
  choice: 'One of the choices is expected.',
  json: 'JSON is expected, such as ["a", "b"] or {"key": 1}.',
};

function fieldOf(name: string, schema: unknown, isRequired: boolean): FormField {
  const known = isObject(schema) ? schema : {};
  const choices = (Array.isArray(known['enum']) ? known['enum'] : []).map((each) => JSON.stringify(each));
  const description = typeof known['description'] === 'string' ? known['description'] : undefined;
  const kind = choices.length > 0 ? 'choice' : kindOf(known);
  const start = known['default'] === undefined ? '' : startText(kind, known['default']);
  return { name, kind, isRequired, description, choices, start };
}

function kindOf({ type }: Record<string, unknown>): FormField['kind'] {
  const plain = Array.isArray(type) ? type.filter((each) => each !== 'null') : [type];
  if (plain.length !== 1) return 'json';
  if (plain[0] === 'string') return 'text';
  return plain[0] === 'number' || plain[0] === 'integer' || plain[0] === 'boolean' ? plain[0] : 'json';
}

function startText(kind: FormField['kind'], value: unknown): string {
  return kind === 'text' && typeof value === 'string' ? value : JSON.stringify(value);
}

function valueOf({ kind, choices }: FormField, text: string): { value: unknown } | undefined {
  if (kind === 'text') return { value: text };
  if (kind === 'choice' && !choices.includes(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (kind === 'number' && typeof value !== 'number') return undefined;
    if (kind === 'integer' && !Number.isInteger(value)) return undefined;
    if (kind === 'boolean' && typeof value !== 'boolean') return undefined;
    return { value };
  } catch {
    return undefined;
  }
}

/** `__proto__` is a name like any other here. */
function set(args: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(args, name, { value, enumerable: true, writable: true, configurable: true });
}

function hasMore(schema: unknown): boolean {
  if (!isObject(schema)) return true;
  const combined = ['anyOf', 'oneOf', 'allOf', '$ref'].some((key) => Object.hasOwn(schema, key));
  return combined || (schema['additionalProperties'] !== undefined && schema['additionalProperties'] !== false);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
