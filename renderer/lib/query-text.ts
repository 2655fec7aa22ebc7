/**
 * The query as text: what its parts are called for colouring, and how the window changes one part. What a query means
 * is decided by the store alone, so this reads leniently and never refuses.
 */
export interface QueryPart {
  kind: 'field' | 'word' | 'phrase' | 'or' | 'bracket';
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

const partPattern = /[()]|-?(?:[A-Za-z]+(?::|[<>]=?)(?:"(?:[^"\\]|\\.)*"?|[^\s()"])*|"(?:[^"\\]|\\.)*"?|[^\s()"]+)/gu;
const fieldPattern = /^(-?)([A-Za-z]+)(:|[<>]=?)(.*)$/su;

export function queryParts(query: string): QueryPart[] {
  return Array.from(query.matchAll(partPattern), (match) => partOf(match[0], match.index));
}

function partOf(text: string, from: number): QueryPart {
  const place = { from, to: from + text.length, isNegated: text.startsWith('-') && text.length > 1 };
  if (text === '(' || text === ')') return { ...place, kind: 'bracket', value: '', valueFrom: from };
  const field = fieldPattern.exec(text);
  if (field !== null) {
    const [, sign = '', name = '', relation = '', value = ''] = field;
    const valueFrom = from + sign.length + name.length + relation.length;
    return { ...place, kind: 'field', name: name.toLowerCase(), value: unquoted(value), valueFrom };
  }
  const bare = place.isNegated ? text.slice(1) : text;
  const isPhrase = bare.startsWith('"');
  const kind = isPhrase ? 'phrase' : /^or$/i.test(text) ? 'or' : 'word';
  return { ...place, kind, value: unquoted(bare), valueFrom: from };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1') : text;
}

/** `name:value`, quoted where it has to be. */
export function fieldText(name: string, value: string): string {
  return `${name}:${/^[^\s()"\\,*.-][^\s()"\\,*]*$/u.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
}

/** Words that are looked for in the text of calls: what may be marked as a hit. */
export function soughtWords(query: string): string[] {
  const parts = queryParts(query).filter((part) => !part.isNegated && part.value !== '');
  return parts.flatMap(({ kind, value }) =>
    kind === 'word' || kind === 'phrase' ? [value.replace(/\*$/, '')].filter((word) => word !== '') : [],
  );
}

/** Plain fields at the top of the query: inside brackets or beside an `or` they are part of something larger. */
function topFields(query: string, names: readonly string[]): QueryPart[] {
  const parts = queryParts(query);
  let depth = 0;
  return parts.filter((part, index) => {
    if (part.kind === 'bracket') depth += query[part.from] === '(' ? 1 : -1;
    const isBesideOr = parts[index - 1]?.kind === 'or' || parts[index + 1]?.kind === 'or';
    const isOurs = part.kind === 'field' && names.includes(part.name ?? '');
    return isOurs && !part.isNegated && depth === 0 && !isBesideOr && query[part.valueFrom - 1] === ':';
  });
}

export function fieldValue(query: string, name: string): string | undefined {
  return topFields(query, [name]).at(-1)?.value;
}

export function withoutFields(query: string, names: readonly string[]): string {
  const cuts = topFields(query, names);
  let text = '';
  let at = 0;
  for (const cut of cuts) {
    text += query.slice(at, cut.from).trimEnd();
    at = cut.to;
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
    if (part.kind === 'bracket') depth += query[part.from] === '(' ? 1 : -1;
    return part.kind === 'or' && depth === 0;
  });
  return hasOr ? `(${query})` : query;
}
