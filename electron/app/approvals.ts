import type { Approval, ApprovalAnswer, AskedApproval } from '#contract/approvals';
import { AppError } from '#contract/errors';
import type { Rule } from '#contract/policy';
import { type OpenDoor, openApprovalDoor } from '#runtime/approval-door';
import { makeOwnDoor } from './approval-doors.ts';
import { mustNotBeForced } from './permission-source.ts';
import { createPermissions } from './permissions.ts';

/** Calls of running servers that wait for a yes. */
export interface Approvals {
  /** Oldest first. */
  list(): Approval[];
  /**
   * Throws AppError `not_found` for one that was answered, taken back or is over, and `forbidden` for `always` where the
   * machine's policy wants a yes each time; then it still waits.
   */
  answer(id: string, answer: ApprovalAnswer): Promise<void>;
  onChanged(listener: (approvals: Approval[]) => void): () => void;
  close(): Promise<void>;
}

export interface ApprovalsOptions {
  data: string;
  log(message: string): void;
  now(): Date;
  /** Where the machine's policy lies; the usual place when undefined. */
  systemPolicy?: string;
  /** How long somebody is waited for; agents give a call up after about a minute. */
  waitMs?: number;
}

const WAIT_MS = 55_000;
/** More could not be looked at. */
const MOST_WAITING = 200;

interface Waiting {
  approval: Approval;
  settle(answer: ApprovalAnswer | 'timeout'): void;
}

/** Opens the door that runs ask at. Where it cannot be opened, runs deny and say that nobody could be asked. */
export async function openApprovals(options: ApprovalsOptions): Promise<Approvals> {
  const { data, log, now, waitMs = WAIT_MS } = options;
  const waiting = new Map<string, Waiting>();
  const listeners = new Set<(approvals: Approval[]) => void>();
  const list = (): Approval[] => [...waiting.values()].map(({ approval }) => approval);
  const changed = (): void => {
    for (const listener of listeners) listener(list());
  };

  const ask = (question: AskedApproval, signal: AbortSignal): Promise<ApprovalAnswer | 'timeout'> => {
    if (waiting.size >= MOST_WAITING || waiting.has(question.id)) return Promise.resolve('deny');
    return new Promise((resolve) => {
      const settle: Waiting['settle'] = (answer) => {
        if (!waiting.delete(question.id)) return;
        clearTimeout(timer);
        changed();
        resolve(answer);
      };
      const timer = setTimeout(settle, waitMs, 'timeout' as const);
      const approval = { ...question, expiresAt: now().getTime() + waitMs };
      waiting.set(question.id, { approval, settle });
      // Who asked is gone: there is nobody to tell.
      signal.addEventListener('abort', () => settle('deny'), { once: true });
      changed();
    });
  };

  const own = makeOwnDoor(data);
  let door: OpenDoor | undefined;
  try {
    door = await openApprovalDoor({ door: own, ask });
    own.announce();
  } catch (error) {
    own.remove();
    await door?.close();
    door = undefined;
    log(`Nobody can be asked for a yes: ${error instanceof Error ? error.message : String(error)}`);
  }

  return {
    list,
    async answer(id, answer) {
      const found = waiting.get(id);
      if (found === undefined) {
        throw new AppError(
          'not_found',
          'This call does not wait any more: it was answered, taken back, or its time is over.',
        );
      }
      // First: what is allowed always must be written before a call is made because of it.
      if (answer === 'always') await allowAlways(options, found.approval);
      found.settle(answer);
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      for (const { settle } of waiting.values()) settle('deny');
      own.remove();
      await door?.close();
    },
  };
}

/** A rule about this tool; as narrow as the rule that asked, so that it wins over it and over nothing else. */
async function allowAlways(options: ApprovalsOptions, { plugin, server, tool, rule: id }: Approval): Promise<void> {
  const { data, now } = options;
  const permissions = createPermissions({ data, now });
  const asked: Partial<Rule> = permissions.read().rules.find((rule) => rule.id === id) ?? {};
  const wanted: Omit<Rule, 'id'> = {
    ...{ effect: 'allow', plugin, server, tool, reason: 'You said always when you were asked.' },
    ...(asked.agent === undefined ? {} : { agent: asked.agent }),
    ...(asked.project === undefined ? {} : { project: asked.project }),
  };
  mustNotBeForced(options, wanted);
  await permissions.setRule(wanted);
}
