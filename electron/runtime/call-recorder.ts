import { AppError } from '#contract/errors';
import type { Outcome } from '#contract/history';
import type { Decision } from '#contract/policy';
import type { SpoolLine } from '#contract/spool';
import type { AgentIds } from './agent-ids.ts';

/** A body as it may be written: without secrets, cut when it is long. */
export interface CleanText {
  text: string;
  /** Bytes before it was cut. */
  size: number;
  redactions: Readonly<Record<string, number>>;
}

export interface RecorderPorts {
  /** Adds whole lines to the spool with one write, or none of them. Throws AppError `unavailable`. */
  append(lines: string): void;
  clean(json: string): CleanText;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Writes what happens to each call, in the order in which it happens. Lines are kept until `flush`, so that calls which
 * came together are written together.
 */
export interface CallRecorder {
  /** JSON text of the arguments; undefined when there were none. */
  started(ids: AgentIds, tool: string, decision: Decision, args: string | undefined): void;
  /** JSON text of the result; `refused` is what the cage refused meanwhile. */
  ended(call: string, outcome: Outcome, durationMs: number, result: string | undefined, refused?: string[]): void;
  /**
   * Undefined when all is written, else why not. Then what would have been passed on is not recorded and must not be;
   * everything else stays for the next time.
   */
  flush(): string | undefined;
}

/** Characters that are kept while the disk is full; of what comes beyond them only the count stays. */
const MOST_WAITING = 8 * 1024 * 1024;

interface WaitingLine {
  text: string;
  /** A call that is passed on only when this line is written. */
  isPending: boolean;
}

export function createCallRecorder({ append, clean, now }: RecorderPorts): CallRecorder {
  let waiting: WaitingLine[] = [];
  const add = (line: SpoolLine, isPending: boolean): void => {
    waiting.push({ text: `${JSON.stringify(line)}\n`, isPending });
  };
  return {
    started({ call, session }, tool, decision, args) {
      const body = args === undefined ? undefined : clean(args);
      const line: SpoolLine = {
        ...{ v: 1, at: now(), kind: 'start', call, tool, decision },
        ...(session === undefined ? {} : { session }),
        ...(body === undefined ? {} : { args: body.text, argsBytes: body.size }),
        ...redacted(body),
      };
      add(line, decision.effect === 'allow');
    },
    ended(call, outcome, durationMs, result, refused = []) {
      const body = result === undefined ? undefined : clean(result);
      const line: SpoolLine = {
        ...{ v: 1, at: now(), kind: 'end', call, outcome, durationMs },
        ...(body === undefined ? {} : { result: body.text, resultBytes: body.size }),
        ...redacted(body),
        ...(refused.length === 0 ? {} : { refused }),
      };
      add(line, false);
    },
    flush() {
      if (waiting.length === 0) return undefined;
      try {
        append(waiting.length === 1 ? (waiting[0]?.text ?? '') : waiting.map(({ text }) => text).join(''));
        waiting = [];
        return undefined;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        waiting = bounded(waiting.filter(({ isPending }) => !isPending));
        return error.message;
      }
    },
  };
}

function redacted(body: CleanText | undefined): { redactions?: Record<string, number> } {
  return body === undefined || Object.keys(body.redactions).length === 0 ? {} : { redactions: { ...body.redactions } };
}

/** The oldest come first; the newest are given up, since each of them also stands in the agent's transcript. */
function bounded(lines: WaitingLine[]): WaitingLine[] {
  let length = 0;
  return lines.filter(({ text }) => {
    length += text.length;
    return length <= MOST_WAITING;
  });
}
