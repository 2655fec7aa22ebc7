/**
 * The query as text: what its parts are called for colouring, and how the window changes one part. What a query means
 * is decided by the store (electron/history/query-parser.ts), with which this agrees wherever the store takes the query
 * (test/renderer/lib/query-agreement.test.ts). What the store refuses is read leniently: somebody is still typing.
 */
export interface QueryPart {
  kind: 'field' | 'word' | 'phrase' | 'and' | 'or' | 'bracket';
  from: number;
  to: number;
  isNegated: boolean;
  /** Of a field, without its sign: `plugin` of `-plugin:github`. */
  name?: string;
  /** Of a field, unquoted; of a word or phrase what is looked for. */
  value: string;
  /** Where the value of a field begins. */
  valueFrom: number;
}

const gap = String.raw`\s\u0000-\u001f\u007f`;
const quoted = String.raw`"(?:[^"\\]|\\.|\\$)*"?`;
const fieldValueText = String.raw`(?:${quoted}|[^${gap}()"])*`;
// A comparison is of `dur` alone, so that `a>b` stays a word.
const fieldForm = String.raw`(?:[A-Za-z][A-Za-z_-]*:|[Dd][Uu][Rr][<>]=?)${fieldValueText}`;
// Two signs are no double negation: `--force` is a word.
const partPattern = new RegExp(
  String.raw`-?[()]|-(?!-)(?:${fieldForm}|${quoted}\*?|[^${gap}()"]+)|${fieldForm}|${quoted}\*?|[^${gap}()"]+`,
  'gsu',
);
const fieldPattern = /^(-?)([A-Za-z][A-Za-z_-]*)(:|[<>]=?)(.*)$/su;

export function queryParts(query: string): QueryPart[] {
  return Array.from(query.matchAll(partPattern), (match) => partOf(match[0], match.index));
}

function partOf(text: string, from: number): QueryPart {
  const place = { from, to: from + text.length, isNegated: /^-[^-]/su.test(text) };
  if (/^-?[()]$/u.test(text)) return { ...place, kind: 'bracket', value: '', valueFrom: from };
  const field = isFieldText(text) ? fieldPattern.exec(text) : null;
  if (field !== null) {
    const [, sign = '', name = '', relation = '', value = ''] = field;
    const valueFrom = from + sign.length + name.length + relation.length;
    return { ...place, kind: 'field', name: name.toLowerCase(), value: unquoted(value), valueFrom };
  }
  const bare = place.isNegated ? text.slice(1) : text;
  const operator = /^(?:and|or)$/iu.exec(text)?.[0]?.toLowerCase();
  const kind = bare.startsWith('"') ? 'phrase' : operator === 'and' || operator === 'or' ? operator : 'word';
  return { ...place, kind, value: unquoted(bare), valueFrom: from };
}

function isFieldText(text: string): boolean {
  return /^-?(?:[a-z][a-z_-]*:|dur[<>])/iu.test(text);
}

/** Of one quoted text, with the star behind it; a list of several stays as it is typed. */
function unquoted(text: string): string {
  const match = /^"((?:[^"\\]|\\.|\\$)*)"?(\*?)$/su.exec(text);
  return match === null ? text : `${(match[1] ?? '').replace(/\\(["\\])/gu, '$1')}${match[2] ?? ''}`;
}

/** `name:value`, quoted where it has to be. */
export function fieldText(name: string, value: string): string {
  return `${name}:${/^[^\s()"\\,*.-][^\s()"\\,*]*$/u.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
}

/** Words that are looked for in the text of calls: what may be marked as a hit. What is left out is not among them. */
export function soughtWords(query: string): string[] {
  const found: string[] = [];
  /** Whether what stands in each open bracket is left out; a sign at one of them leaves out all of it. */
  const open = [false];
  for (const part of queryParts(query)) {
    const isLeftOut = part.isNegated || open.at(-1) === true;
    if (part.kind === 'bracket' && isOpening(query, part)) open.push(isLeftOut);
    else if (part.kind === 'bracket' && open.length > 1) open.pop();
    if (isLeftOut || (part.kind !== 'word' && part.kind !== 'phrase')) continue;
    const hasStar = query[part.to - 1] === '*';
    const word = hasStar ? part.value.slice(0, -1) : part.value;
    if (word !== '') found.push(word);
  }
  return found;
}

function isOpening(query: string, part: QueryPart): boolean {
  return query[part.to - 1] === '(';
}

/** Plain fields at the top of the query: inside brackets or beside an `or` they are part of something larger. */
function topFields(query: string, names: readonly string[]): QueryPart[] {
  const parts = queryParts(query);
  let depth = 0;
  return parts.filter((part, index) => {
    if (part.kind === 'bracket') depth += isOpening(query, part) ? 1 : -1;
    const isBesideOr = parts[index - 1]?.kind === 'or' || parts[index + 1]?.kind === 'or';
    const isOurs = part.kind === 'field' && names.includes(part.name ?? '');
    return isOurs && !part.isNegated && depth === 0 && !isBesideOr && query[part.valueFrom - 1] === ':';
  });
}

export function fieldValue(query: string, name: string): string | undefined {
  return topFields(query, [name]).at(-1)?.value;
}

/** With a field goes an `and` beside it, which would join nothing any more. */
export function withoutFields(query: string, names: readonly string[]): string {
  const cut = new Set(topFields(query, names).map(({ from }) => from));
  const parts = queryParts(query);
  if (cut.size === 0) return query.trim();
  let hasLeft = false;
  let text = '';
  let at = 0;
  const drop = (part: QueryPart) => {
    text += query.slice(at, part.from).trimEnd();
    at = part.to;
  };
  for (const [index, part] of parts.entries()) {
    const isLoose = part.kind === 'and' && (!hasLeft || parts.slice(index + 1).every(({ from }) => cut.has(from)));
    const followsAnd = part.kind === 'and' && cut.has(parts[index + 1]?.from ?? -1);
    if (cut.has(part.from) || isLoose || followsAnd) drop(part);
    else hasLeft = true;
  }
  return (text + query.slice(at)).trim();
}

/** Replaces the field where it stands alone, else adds it at the end; brackets keep an `or` together. */
export function withField(query: string, name: string, value: string): string {
  const rest = withoutFields(query, [name]);
  if (rest === '') return fieldText(name, value);
  return `${bracketed(rest)} ${fieldText(name, value)}`;
}

/** So that something can be put beside it. */
function bracketed(query: string): string {
  let depth = 0;
  const hasOr = queryParts(query).some((part) => {
    if (part.kind === 'bracket') depth += isOpening(query, part) ? 1 : -1;
    return part.kind === 'or' && depth === 0;
  });
  return hasOr ? `(${query})` : query;
}
