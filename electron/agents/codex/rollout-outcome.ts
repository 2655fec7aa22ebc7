import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { CallEnd } from '#agents/transcript';
import type { Outcome } from '#contract/history';
import { numberField, recordField } from './rollout-fields.ts';
import type { Decision } from './rollout-state.ts';

/** What a text or status says about how a call ended. */
export interface Verdict {
  outcome: Outcome;
  decision?: CallEnd['decision'];
  durationMs?: number;
  /** A program in code mode goes on in this cell. */
  cell?: string;
}

/** What Codex writes instead of a result when something said no (openai/codex: codex-rs/core/src/tools, hook_runtime.rs). */
const refusals: readonly { pattern: RegExp; by: Decision['by'] }[] = [
  { pattern: /^user (?:rejected|cancelled|canceled) MCP tool call/i, by: 'user' },
  { pattern: /^(?:(?:exec command|patch) )?rejected by user/i, by: 'user' },
  { pattern: /^This action was rejected due to unacceptable risk/, by: 'classifier' },
  { pattern: /^[^\n]{0,300}\brejected: blocked by policy/, by: 'rule' },
  { pattern: /^[\w -]{1,60} blocked by PreToolUse hook/, by: 'hook' },
];

const failures =
  /^(?:unsupported call: |failed to parse function arguments|apply_patch verification failed|execution error: |tool call error: |tool call failed for |exec_command failed|write_stdin failed|failed to create unified exec process|command timed out|err: |Script error:)/i;

/** Begins the output of a shell command; what the command itself printed stands below it. */
const shellHead = /^(?:Chunk ID: |Wall time: |Process exited with code |Process running with |Exit code: )/;

/**
 * What the text of an output says; undefined when it says nothing. Only its first lines count, above what the tool
 * itself printed. `approval` is the approval policy: with `never` nobody was asked.
 */
export function verdictOfText(text: string, approval: string | undefined): Verdict | undefined {
  const head = text.slice(0, 600);
  return (
    verdictOfProgram(head) ??
    verdictOfShell(head) ??
    refusal(head, approval) ??
    (/^(?:Wall time: [^\n]*\n)?aborted by user/.test(head) ? { outcome: 'cancelled' } : undefined) ??
    (failures.test(head) ? { outcome: 'error' } : undefined) ??
    (head.startsWith('{') ? verdictOfJson(text) : undefined)
  );
}

/** `Script completed`, `Script failed`, … begin the output of code mode. */
function verdictOfProgram(head: string): Verdict | undefined {
  const [, how, cell] = /^Script (completed|failed|terminated|running with cell ID (\S{1,256}))/.exec(head) ?? [];
  if (how === undefined) return undefined;
  if (cell !== undefined) return { outcome: 'unknown', cell };
  if (how === 'terminated') return { outcome: 'cancelled' };
  return { outcome: how === 'completed' ? 'ok' : 'error' };
}

function verdictOfShell(head: string): Verdict | undefined {
  if (!shellHead.test(head)) return undefined;
  const [above = ''] = head.split(/^(?:Final )?output:/im);
  const code = /^(?:Process exited with code|Exit code:) (-?\d+)/m.exec(above)?.[1];
  if (code === undefined) return undefined;
  return { outcome: Number(code) === 0 ? 'ok' : 'error' };
}

function refusal(head: string, approval: string | undefined): Verdict | undefined {
  const said = head.replace(/^Wall time: [^\n]*\nOutput:\s*/, '').replace(/^(?:(?:tool call error|err|error): )+/i, '');
  const found = refusals.find((each) => each.pattern.test(said));
  if (found === undefined) return undefined;
  const by = found.by === 'user' && approval === 'never' ? 'mode' : found.by;
  return { outcome: 'denied', decision: { by, allowed: false, reason: said.split('\n').slice(0, 2).join(' ').trim() } };
}

/** Builds of 2025 wrote `{"output":…,"metadata":{"exit_code":…,"duration_seconds":…}}` as a string. */
function verdictOfJson(text: string): Verdict | undefined {
  if (!/"(?:exit_code|isError|success)"/.test(text)) return undefined;
  const value = asRecord(parsed(text));
  const told = value === undefined ? undefined : verdictOfValue(value);
  if (told !== undefined) return told;
  const metadata = value === undefined ? undefined : recordField(value, 'metadata');
  const code = metadata === undefined ? undefined : numberField(metadata, 'exit_code');
  if (metadata === undefined || code === undefined) return undefined;
  const seconds = numberField(metadata, 'duration_seconds');
  const duration = seconds === undefined || seconds < 0 ? {} : { durationMs: Math.round(seconds * 1000) };
  return { outcome: code === 0 ? 'ok' : 'error', ...duration };
}

/** What an output says that is an object. */
export function verdictOfValue(value: UnknownRecord): Verdict | undefined {
  if (value['isError'] === true || value['success'] === false) return { outcome: 'error' };
  return value['success'] === true ? { outcome: 'ok' } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined for `inProgress` and for what is not known. */
export function verdictOfStatus(status: string | undefined, approval: string | undefined): Verdict | undefined {
  if (status === 'completed') return { outcome: 'ok' };
  if (status === 'failed') return { outcome: 'error' };
  if (status === 'incomplete' || status === 'cancelled' || status === 'aborted') return { outcome: 'cancelled' };
  if (status !== 'declined') return undefined;
  return { outcome: 'denied', decision: { by: approval === 'never' ? 'mode' : 'user', allowed: false } };
}
