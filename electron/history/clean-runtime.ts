import { type Cleaning, cleanBody } from './clean-facts.ts';
import type { CleanBody, Redactions } from './new-facts.ts';
import type { RuntimeEndFact, RuntimeStartFact } from './runtime-part.ts';
import type { SpooledBody, SpooledEnd, SpooledStart } from './spool-reader.ts';

const MOST_REFUSED = 100;
/** UTF-16 units kept of a sentence. */
const SENTENCE = 2_000;

type Redacting = Pick<Cleaning, 'redact'>;

/** `gatehouse run` has taken secrets out already; it may be an older one, or know less of them, so they are taken out again. */
export function cleanRuntime(
  observed: SpooledStart | SpooledEnd,
  cleaning: Redacting,
): RuntimeStartFact | RuntimeEndFact {
  return observed.kind === 'runtime-start' ? cleanStart(observed, cleaning) : cleanEnd(observed, cleaning);
}

function cleanStart({ agent, run, callId, session, at, tool, decision, args }: SpooledStart, cleaning: Redacting) {
  const { pid: _pid, agent: _agent, ...rest } = run;
  const clean = args === undefined ? undefined : bodyFrom(args, cleaning);
  return {
    kind: 'runtime-start',
    agent,
    part: {
      ...rest,
      ...{ callId: callId.toWellFormed(), at: whole(at), tool },
      decision: { ...decision, reason: sentence(decision.reason, cleaning) },
      ...(session === undefined ? {} : { session: session.toWellFormed() }),
      ...(clean === undefined ? {} : { args: clean.body }),
      ...(clean?.redactions === undefined ? {} : { argsRedactions: clean.redactions }),
    },
  } satisfies RuntimeStartFact;
}

function cleanEnd({ agent, callId, at, outcome, durationMs, result, refused }: SpooledEnd, cleaning: Redacting) {
  const clean = result === undefined ? undefined : bodyFrom(result, cleaning);
  const words = refused?.slice(0, MOST_REFUSED).map((each) => sentence(each, cleaning));
  return {
    kind: 'runtime-end',
    agent,
    callId: callId.toWellFormed(),
    end: {
      ...{ at: whole(at), outcome, durationMs },
      ...(clean === undefined ? {} : { result: clean.body }),
      ...(clean?.redactions === undefined ? {} : { resultRedactions: clean.redactions }),
      ...(words === undefined ? {} : { refused: words }),
    },
  } satisfies RuntimeEndFact;
}

function bodyFrom(spooled: SpooledBody, cleaning: Redacting): { body: CleanBody; redactions?: Redactions } {
  const { body, redactions } = cleanBody({ format: spooled.format, text: spooled.text }, cleaning);
  const isCut = body.isCut || spooled.size > Buffer.byteLength(spooled.text);
  const counts: Record<string, number> = { ...spooled.redactions };
  for (const [kind, count] of Object.entries(redactions)) counts[kind] = (counts[kind] ?? 0) + count;
  const found = Object.keys(counts).length > 0;
  return {
    body: { ...body, size: Math.max(body.size, spooled.size), isCut },
    ...(found ? { redactions: counts } : {}),
  };
}

function sentence(text: string, { redact }: Redacting): string {
  return redact({ format: 'text', text: text.slice(0, SENTENCE) }).body.text.toWellFormed();
}

const LAST_MS = 8.64e15;

function whole(at: number): number {
  return Math.round(Math.min(LAST_MS, Math.max(-LAST_MS, at)));
}
