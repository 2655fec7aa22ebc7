import type { Change, Plan } from '#contract/changes';
import type { FileState } from '#platform/file-state';
import type { ConfigFormat } from './config-text.ts';
import type { Member } from './journal.ts';
import type { FileOperation, Path } from './splice.ts';

/** A plan as it was shown, with all that is needed to carry out exactly that. */
export interface PlannedWrite {
  plan: Plan;
  kind: 'switch' | 'undo' | 'guard';
  /** The path as the agent names it; a link in it may still point elsewhere later. */
  file: string;
  /** What the diff was made from. */
  before: FileState;
  /** Null removes the file. */
  after: Buffer | null;
  format: ConfigFormat;
  /** What this write does, by meaning; null when it puts exact bytes back. */
  operation: FileOperation | null;
  /**
   * How a later look tells whether the write still stands when others changed the file too: by this operation being,
   * or not being, in effect. Undefined: only by the very bytes.
   */
  mark?: { operation: FileOperation; inEffect: boolean } | undefined;
  agentLock?: string | undefined;
  /** What must have happened before the file is written; the function it gives takes that back when the write fails. */
  first?: (() => Promise<() => Promise<void>>) | undefined;
  /** It routes a server, or puts that back: then the file itself tells whether it took. */
  isGuard?: boolean;
  enabledBefore?: boolean | undefined;
  /** What `effective.enabled` must be afterwards; for an undo, what it was before the change. */
  wanted: boolean;
  undoes?: string | undefined;
  /** Places in `after` whose values lie in the keychain and are filled in just before it is written. */
  unfilled?: readonly Path[] | undefined;
  /** Of an undo that removes the file: the topmost folder that was made for it. */
  madeFolder?: string | undefined;
  /** Of a write that is part of a group: the plugins it switches. Then `plan.id` is empty, and so are its `options`. */
  members?: readonly Member[] | undefined;
  group?: Change['group'] | undefined;
  /** What the journal says of it besides how it ended. */
  remark?: string | undefined;
}
