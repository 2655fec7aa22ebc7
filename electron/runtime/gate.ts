import type { Decision } from '#contract/policy';
import type { JsonObject } from './json-rpc.ts';
import type { ToolStanding } from './tool-list.ts';

/** A call that waits for somebody's yes. */
export interface ApprovalQuestion {
  tool: string;
  /** JSON text, without secrets. */
  args: string | undefined;
  session: string | undefined;
  decision: Decision;
}

/** Who decides. Handed to the pass-through, which knows nothing of rules. */
export interface Gate {
  /** `definition` is what the server says of the tool; not to be trusted. */
  decide(tool: string, standing: ToolStanding, definition: JsonObject | undefined): Decision;
  /** Comes back with `allow` or `deny` and who said so; also when nobody is there to be asked, and after a time. */
  ask(question: ApprovalQuestion, signal: AbortSignal): Promise<Decision>;
}
