import type { Suggestion } from '#contract/history';
import { parsePluginId } from '#contract/plugin-id';
import { folded, type ValueField } from './query-ast.ts';
import { fieldNamed, isValueField, optionalFields, type QueryField, queryFields } from './query-fields.ts';

const MOST = 20;
const times = ['1h', '24h', '7d', '30d', 'today', 'yesterday'];
const days = ['today', 'yesterday', '7d..now'];
const durations = ['>100ms', '>1s', '>10s', '>1m', '1s..10s'];

/** Values that rows have, as `Columns.values` gives them. */
export type ValueCounts = (field: ValueField) => readonly { value: string; count: number }[];

interface Place {
  /** Where the part under the caret that would be replaced begins and ends. */
  from: number;
  to: number;
  /** What stands there before the caret, without quotes. */
  begun: string;
}

/** What could stand at the caret (an offset into `text`). Any text will do, also a query that is not finished. */
export function completeQuery(text: string, caret: number, valuesOf: ValueCounts): Suggestion[] {
  const at = Math.max(0, Math.min(caret, text.length));
  const start = partStart(text, at);
  const part = text.slice(start, at);
  const [head = '', name, relation = ''] = /^-?([A-Za-z]+)(:|[<>]=?)/.exec(part) ?? [];
  if (name === undefined) return completeField(text, start, at, part);
  const field = fieldNamed(name);
  if (field === undefined) return [];
  const place = valuePlace(text, start + head.length, at);
  if (relation !== ':') return ['100ms', '1s', '10s', '1m'].flatMap((each) => plain(place, each));
  return completeValue(field, place, valuesOf).slice(0, MOST);
}

/** The beginning of the part the caret stands in: behind the last gap or bracket that is not in quotes. */
function partStart(text: string, caret: number): number {
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < caret; at++) {
    const letter = text[at] ?? '';
    if (isQuoted && letter === '\\') at += 1;
    else if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[\s()]/.test(letter)) start = at + 1;
  }
  return start;
}

/** The last of the values, up to the end of what stands there. */
function valuePlace(text: string, start: number, caret: number): Place {
  let from = start;
  let isQuoted = false;
  for (let at = start; at < caret; at++) {
    if (isQuoted && text[at] === '\\') at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text[at] === ',') from = at + 1;
  }
  const rest = (isQuoted ? /^(?:[^"\\]|\\.)*"?/s : /^[^\s()",]*/).exec(text.slice(caret))?.[0] ?? '';
  const begun = text
    .slice(from, caret)
    .replace(/^"/, '')
    .replace(/"$/, '')
    .replace(/\\(["\\])/g, '$1');
  return { from, to: caret + rest.length, begun };
}

function completeField(text: string, start: number, caret: number, part: string): Suggestion[] {
  const sign = part.startsWith('-') ? 1 : 0;
  const begun = part.slice(sign).toLowerCase();
  if (!/^[a-z]*$/.test(begun)) return [];
  const rest = /^[A-Za-z]*(?::|[<>]=?)?/.exec(text.slice(caret))?.[0] ?? '';
  return queryFields
    .filter(({ name }) => name.startsWith(begun))
    .map((field) => ({
      text: fieldText(field),
      from: start + sign,
      to: caret + rest.length,
      label: fieldLabel(field),
    }));
}

function fieldText({ name, kind, values }: QueryField): string {
  if (kind === 'duration') return `${name}>`;
  return kind === 'is' ? `${name}:${values?.[0] ?? ''}` : `${name}:`;
}

function fieldLabel({ does, example }: QueryField): string {
  return `${does}, ${example}`;
}

function completeValue(field: QueryField, place: Place, valuesOf: ValueCounts): Suggestion[] {
  if (isValueField(field)) return ranked(field.name, field.values ?? [], place, valuesOf(field.name));
  if (field.kind === 'duration') return durations.flatMap((each) => plain(place, each));
  if (field.kind === 'is') return (field.values ?? []).flatMap((each) => plain(place, each));
  return (field.name === 'on' ? days : times).flatMap((each) => plain(place, each));
}

function plain(place: Place, text: string): Suggestion[] {
  const { begun, from, to } = place;
  return text.startsWith(begun.toLowerCase()) ? [{ text, from, to, label: text }] : [];
}

/** Values that begin so come before those that hold it elsewhere; the frequent first. */
function ranked(
  name: ValueField,
  known: readonly string[],
  { begun, from, to }: Place,
  present: readonly { value: string; count: number }[],
): Suggestion[] {
  const seen = new Set(present.map(({ value }) => value));
  const rows = [...present, ...known.filter((value) => !seen.has(value)).map((value) => ({ value, count: 0 }))];
  const wanted = folded(begun);
  const fits = (value: string) => [value, shortName(name, value)].map((form) => folded(form).indexOf(wanted));
  const found = rows.flatMap(({ value, count }) => {
    const positions = fits(value).filter((position) => position >= 0);
    const label = name === 'plugin' || name === 'project' ? `${shortName(name, value)} (${value})` : value;
    const rank = Math.min(...positions) === 0 ? 0 : 1;
    return positions.length === 0 ? [] : [{ rank, suggestion: { text: valueText(value), from, to, label, count } }];
  });
  found.sort((a, b) => a.rank - b.rank || b.suggestion.count - a.suggestion.count);
  const none = optionalFields.has(name) && wanted !== '' && 'none'.startsWith(wanted);
  const suggestions = found.slice(0, MOST).map(({ suggestion }) => suggestion);
  return none ? [{ text: 'none', from, to, label: 'none' }, ...suggestions] : suggestions;
}

function shortName(field: ValueField, value: string): string {
  if (field === 'plugin') return parsePluginId(value)?.name ?? value;
  return field === 'project' ? (value.split(/[\\/]/).at(-1) ?? value) : value;
}

/** As it must stand in a query to mean exactly this value. */
export function valueText(value: string): string {
  const isPlain = /^[^\s\u0000-\u001f\u007f()"\\,*-][^\s\u0000-\u001f\u007f()"\\,*]*$/.test(value);
  return isPlain && value.toLowerCase() !== 'none' ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
