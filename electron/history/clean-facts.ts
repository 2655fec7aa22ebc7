import type { Body, CallEnd, CallStart, Observation, SupplierTable, TranscriptFormat } from '#agents/transcript';
import type { CleanBody, NewEnd, NewFact, NewStart, Redactions } from './new-facts.ts';

/** UTF-16 units kept of arguments or of a result; the rest is cut, and its size told. */
const KEPT = 256 * 1024;
/** Looked at beyond that, so that a secret which straddles the cut is still recognised. */
const MARGIN = 4 * 1024;

export interface Cleaning {
  format: TranscriptFormat;
  table: SupplierTable;
  redact(body: Body): { body: Body; redactions: Redactions };
  /** The text of a file the agent put a long result into; undefined when it may not or cannot be read. */
  readSpilled(path: string): string | undefined;
}

/** Takes secrets out, cuts what is too long and names who supplied the call: what comes out may be stored. */
export function cleanFact(observed: Exclude<Observation, { kind: 'problem' }>, cleaning: Cleaning): NewFact {
  if (observed.kind === 'start') return cleanStart(observed, cleaning);
  return observed.kind === 'end' ? cleanEnd(observed, cleaning) : observed;
}

function cleanStart(start: CallStart, cleaning: Cleaning): NewStart {
  const { args, explicit: _explicit, ...rest } = start;
  const supplier = cleaning.format.attribute(start, cleaning.table);
  const clean = args === undefined ? undefined : cleanBody(args, cleaning);
  return { ...rest, ...named('args', clean), supplier, source: 'transcript' };
}

function cleanEnd(end: CallEnd, cleaning: Cleaning): NewEnd {
  const { result, explicit, spilled, ...rest } = end;
  const whole = spilled === undefined ? undefined : cleaning.readSpilled(spilled);
  const body: Body | undefined = whole === undefined ? result : { format: 'text', text: whole };
  const clean = body === undefined ? undefined : cleanBody(body, cleaning);
  const call = { type: 'tool', name: '', at: end.at ?? 0, ...(explicit === undefined ? {} : { explicit }) } as const;
  const supplier = explicit === undefined ? undefined : cleaning.format.attribute(call, cleaning.table);
  return { ...rest, ...named('result', clean), ...(supplier === undefined ? {} : { supplier }) };
}

function named<K extends 'args' | 'result'>(
  name: K,
  clean: { body: CleanBody; redactions: Redactions } | undefined,
): { redactions?: Redactions } & { [P in K]?: CleanBody } {
  if (clean === undefined) return {};
  const found = Object.keys(clean.redactions).length > 0;
  return { [name]: clean.body, ...(found ? { redactions: clean.redactions } : {}) } as {
    redactions?: Redactions;
  } & { [P in K]?: CleanBody };
}

/** Without secrets, and cut after `kept` UTF-16 units. */
export function cleanBody(
  body: Body,
  { redact }: Pick<Cleaning, 'redact'>,
  kept = KEPT,
): { body: CleanBody; redactions: Redactions } {
  const size = Buffer.byteLength(body.text);
  const isCut = body.text.length > kept;
  // JSON that was cut is JSON no longer.
  const looked: Body = isCut ? { format: 'text', text: body.text.slice(0, kept + MARGIN) } : body;
  const { body: safe, redactions } = redact(looked);
  const text = isCut ? safe.text.slice(0, kept).replace(/[\uD800-\uDBFF]$/, '') : safe.text;
  return { body: { format: safe.format, text, size, isCut }, redactions };
}
