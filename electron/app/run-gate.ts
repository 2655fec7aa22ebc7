import type { CompiledPolicy } from '#contract/compiled-policy';
import type { CallToDecide, Decision } from '#contract/policy';
import { decide } from '#policy/decide';
import { toolClass } from '#policy/tool-class';
import type { ApprovalQuestion, Gate } from '#runtime/gate';

export interface RunGateOptions {
  /** Asked at each call: it may have changed. */
  policy(): CompiledPolicy;
  /** Of every call of this run. */
  about: Omit<CallToDecide, 'tool'>;
  ask(question: ApprovalQuestion, signal: AbortSignal): Promise<Decision>;
}

/** Decides the calls of one run by the policy in force at that moment. */
export function runGate({ policy, about, ask }: RunGateOptions): Gate {
  return {
    decide(tool, standing, definition) {
      const kind = toolClass(tool, definition?.['annotations']);
      return decide(policy(), { ...about, tool }, { standing, class: kind });
    },
    ask,
  };
}
