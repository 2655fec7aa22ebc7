import { parsePluginId } from '#contract/plugin-id';
import { folded, type ValueField, type ValueNode, type ValuePattern } from './query-ast.ts';
import { optionalFields } from './query-fields.ts';

/** For each value of a dictionary whether the node accepts it: 1 or 0. The first value stands for none. */
export function acceptedValues({ field, values }: ValueNode, dictionary: readonly string[]): Uint8Array {
  const table = new Uint8Array(dictionary.length);
  if (optionalFields.has(field) && values.some(({ text, isLiteral }) => text === 'none' && !isLiteral)) table[0] = 1;
  const tests = values.map((pattern) => patternTest(field, pattern));
  for (let code = 1; code < dictionary.length; code++) {
    const forms = formsOf(field, folded(dictionary[code] ?? ''));
    if (tests.some((test) => forms.some(test))) table[code] = 1;
  }
  return table;
}

/** What a value may also be called. */
function formsOf(field: ValueField, value: string): string[] {
  if (field === 'project') return [value.replaceAll('\\', '/')];
  if (field !== 'plugin') return [value];
  const parsed = parsePluginId(value);
  if (parsed === undefined) return [value];
  const own =
    parsed.kind === 'plugin' && parsed.marketplace !== undefined ? [`${parsed.name}@${parsed.marketplace}`] : [];
  return [value, parsed.name, ...own];
}

function patternTest(field: ValueField, { text, isLiteral }: ValuePattern): (form: string) => boolean {
  const wanted = field === 'project' ? text.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '') : text;
  if (!isLiteral && wanted.includes('*')) return wildcardTest(field, wanted);
  if (field === 'agent') return (form) => form === wanted || form.startsWith(`${wanted}-`);
  if (field !== 'project') return (form) => form === wanted;
  const below = wanted === '/' ? '/' : `${wanted}/`;
  return (form) => form === wanted || form.startsWith(below) || form.endsWith(`/${wanted}`);
}

function wildcardTest(field: ValueField, pattern: string): (form: string) => boolean {
  const parts = pattern.split('*');
  if (field !== 'project') return (form) => fitsParts(form, parts);
  return (form) => fitsParts(form, parts) || fitsParts(form.slice(form.lastIndexOf('/') + 1), parts);
}

/** Whether the parts stand in the text in this order, the first at its beginning and the last at its end. Never goes back. */
function fitsParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
