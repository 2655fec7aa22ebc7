import type { ParsedQuery, QueryNode, QueryOptions, TextNode } from './query-ast.ts';
import type { Relation } from './query-duration.ts';
import { nearestName, QueryFault } from './query-fault.ts';
import { readField } from './query-field.ts';
import { fieldNamed, queryFields } from './query-fields.ts';
import { type QueryReader, readQuery } from './query-reader.ts';

const MAX_LENGTH = 2_000;
/** Words, phrases and values of fields. */
const MAX_TERMS = 64;
const MAX_DEPTH = 16;

const fieldStart = /([A-Za-z][A-Za-z_-]*)(:|[<>]=?)/y;
const wordPart = /[^\s\u0000-\u001f\u007f()"]+/y;
const operator = /(or|and)(?=[\s\u0000-\u001f\u007f()"]|$)/iy;
/** Something the full-text index could hold; punctuation alone it does not. */
const searchable = /[^\p{P}\p{Z}\p{Cc}\p{Cf}+<=>|~^`$]/u;

interface Parser extends QueryReader {
  options: QueryOptions;
  terms: number;
  depth: number;
}

/**
 * Reads a query, see docs/query.md. Pure and total: any text gives a tree or a problem that points at characters.
 * Time is linear in the length, the tree is bounded.
 */
export function parseQuery(text: string, options: QueryOptions): ParsedQuery {
  const parser: Parser = Object.assign(readQuery(text), { options, terms: 0, depth: 0 });
  try {
    if (text.length > MAX_LENGTH) {
      throw new QueryFault(`The query is too long; ${MAX_LENGTH} characters are possible.`, MAX_LENGTH, text.length);
    }
    const ast = parser.hasMore() ? alternatives(parser) : { kind: 'and' as const, nodes: [] };
    if (parser.hasMore()) throw new QueryFault('This bracket closes nothing; remove it.', parser.at, parser.at + 1);
    return { ok: true, ast, spans: parser.spans };
  } catch (error) {
    if (error instanceof QueryFault) return { ok: false, problem: error.problem };
    throw error;
  }
}

function alternatives(parser: Parser): QueryNode {
  const nodes = [conjunction(parser)];
  while (takeOperator(parser, 'or')) nodes.push(conjunction(parser));
  return joined('or', nodes);
}

function conjunction(parser: Parser): QueryNode {
  const nodes = [term(parser)];
  while (parser.hasMore() && parser.peek() !== ')' && !isOperator(parser, 'or')) {
    takeOperator(parser, 'and');
    nodes.push(term(parser));
  }
  return joined('and', nodes);
}

function joined(kind: 'and' | 'or', nodes: QueryNode[]): QueryNode {
  const [only] = nodes;
  return only !== undefined && nodes.length === 1 ? only : { kind, nodes };
}

function isOperator(parser: Parser, name: 'or' | 'and'): boolean {
  operator.lastIndex = parser.at;
  return operator.exec(parser.text)?.[1]?.toLowerCase() === name;
}

function takeOperator(parser: Parser, name: 'or' | 'and'): boolean {
  if (!parser.hasMore() || !isOperator(parser, name)) return false;
  const from = parser.at;
  parser.at += name.length;
  parser.mark('operator', from);
  return true;
}

function term(parser: Parser): QueryNode {
  const from = parser.at;
  if (!parser.hasMore() || parser.peek() === ')') {
    const isEmptyBracket = parser.text[from - 1] === '(';
    const message = isEmptyBracket ? 'Nothing stands in these brackets; remove them.' : 'Something must follow here.';
    throw new QueryFault(message, Math.max(0, from - 1), Math.max(from, 1));
  }
  if (isOperator(parser, 'or') || isOperator(parser, 'and')) return misplacedOperator(parser);
  if (parser.peek() === '(') return bracket(parser);
  // Two signs are no double negation: `--force` is what somebody looks for.
  if (parser.peek() === '-' && parser.text[parser.at + 1] !== '-') return negation(parser);
  parser.terms += 1;
  checkTerms(parser, parser.at);
  return parser.peek() === '"' ? phrase(parser) : (field(parser) ?? word(parser));
}

function misplacedOperator(parser: Parser): never {
  const name = parser.take(operator)?.[0] ?? '';
  const message = `"${name}" joins two parts; put something on both sides, or quotes around it to look for the word.`;
  throw new QueryFault(message, parser.at - name.length, parser.at);
}

function checkTerms(parser: Parser, from: number): void {
  if (parser.terms <= MAX_TERMS) return;
  throw new QueryFault(`These are too many parts; ${MAX_TERMS} are possible.`, from, parser.text.length);
}

function bracket(parser: Parser): QueryNode {
  const from = parser.at;
  parser.at += 1;
  parser.mark('bracket', from);
  parser.depth += 1;
  if (parser.depth > MAX_DEPTH) {
    throw new QueryFault(`Brackets go ${MAX_DEPTH} deep at most; remove some.`, from, from + 1);
  }
  parser.hasMore();
  if (parser.at === parser.text.length) throw notClosed(from);
  const node = alternatives(parser);
  if (!parser.hasMore()) throw notClosed(from);
  parser.at += 1;
  parser.mark('bracket', parser.at - 1);
  parser.depth -= 1;
  return node;
}

function notClosed(from: number): QueryFault {
  return new QueryFault('This bracket is not closed; add a ) at the end.', from, from + 1);
}

function negation(parser: Parser): QueryNode {
  const from = parser.at;
  parser.at += 1;
  parser.mark('operator', from);
  const next = parser.peek();
  if (next === '' || /[\s\u0000-\u001f\u007f)]/.test(next)) {
    throw new QueryFault('Write what to leave out right behind the minus: -error.', from, from + 1);
  }
  return { kind: 'not', node: term(parser) };
}

function phrase(parser: Parser): TextNode {
  const from = parser.at;
  const piece = parser.quoted();
  const isPrefix = parser.peek() === '*';
  if (isPrefix) parser.at += 1;
  parser.mark('phrase', from);
  return textNode(piece?.text ?? '', isPrefix, from, parser.at);
}

function field(parser: Parser): QueryNode | undefined {
  const from = parser.at;
  const match = parser.take(fieldStart);
  if (match === undefined) return undefined;
  const [whole, name = '', relation = ''] = match;
  const found = fieldNamed(name);
  const names = queryFields.map((each) => each.name);
  if (found === undefined) {
    const nearest = nearestName(name, names);
    // `a>b` is text, `durr>1s` a slip.
    if (relation !== ':' && nearest === undefined) {
      parser.at = from;
      return undefined;
    }
    const hint = nearest === undefined ? `Fields are ${names.join(', ')}.` : `Did you mean "${nearest}"?`;
    const message = `There is no field "${name}". ${hint} Text with ${relation} in it goes in quotes.`;
    throw new QueryFault(message, from, from + name.length);
  }
  if (relation !== ':' && found.kind !== 'duration') {
    throw new QueryFault(`"${found.name}" takes a colon: ${found.example}.`, from, from + whole.length);
  }
  parser.mark('field', from);
  const { node, values } = readField(parser, found, relation as Relation, parser.options);
  parser.terms += values - 1;
  checkTerms(parser, from);
  return node;
}

function word(parser: Parser): TextNode {
  const { text, from, to } = parser.bare(wordPart);
  parser.mark('word', from);
  const isPrefix = text.endsWith('*');
  const bare = isPrefix ? text.slice(0, -1) : text;
  const star = bare.indexOf('*');
  if (star >= 0) {
    const message = 'In text a * is possible at the end of a word only; put quotes around it to look for the rest.';
    throw new QueryFault(message, from + star, from + star + 1);
  }
  return textNode(bare, isPrefix, from, to);
}

function textNode(text: string, isPrefix: boolean, from: number, to: number): TextNode {
  if (searchable.test(text)) return { kind: 'text', text, isPrefix };
  throw new QueryFault('Text is found by letters and digits; write at least one.', from, to);
}
