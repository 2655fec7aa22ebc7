import type { Core } from '#app/core';
import { createPermissions, type Permissions } from '#app/permissions';
import { exit, type Flags, type Invocation, UsageError } from '../arguments.ts';
import { isAgreed } from '../ask-yes.ts';
import { ruleActions } from '../policy-rules.ts';
import { serverActions } from '../policy-servers.ts';
import { type Output, openCore } from '../session.ts';

/** One action of the command: what it needs, and how it answers. */
export interface PolicyAction {
  core: Core;
  permissions: Permissions;
  operands: readonly string[];
  flags: Flags;
  /** The only operand; throws UsageError. */
  one(what: string): string;
  /** Name of the server that is meant; throws AppError `not_found`. */
  serverOf(id: string): Promise<string>;
  /** A yes for what loosens. */
  agreed(question: string): Promise<boolean>;
  print(text: string): void;
  log(text: string): void;
  done(document: object, text: string): number;
  /** There was no yes. */
  refused(): number;
}

export type PolicyActions = Record<string, (action: PolicyAction) => Promise<number>>;

const actions: PolicyActions = { ...ruleActions, ...serverActions };

/** What calls through `gatehouse run` may do. Whatever loosens waits for a yes. */
export async function policy({ operands: [name, ...operands], flags }: Invocation, output: Output): Promise<number> {
  const act = name !== undefined && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (act === undefined) throw new UsageError(`Write "policy" and one of: ${Object.keys(actions).join(', ')}.`);
  const core = await openCore(flags, output);
  try {
    return await act({
      ...{ core, operands, flags },
      permissions: createPermissions({ data: core.data, now: () => new Date() }),
      one(what) {
        const [first, ...rest] = operands;
        if (first === undefined || rest.length > 0) throw new UsageError(`Name exactly one ${what}.`);
        return first;
      },
      serverOf: async (id) => (await core.inventory.serverDefinition(id, flags.server, flags.project ?? null)).server,
      agreed: (question) => isAgreed(flags, output, question),
      print: (text) => {
        if (!output.json && text !== '') output.print(text);
      },
      log: output.log,
      done(document, text) {
        if (output.json) output.document(document);
        else if (text !== '') output.print(text);
        return exit.done;
      },
      refused() {
        output.log('Nothing was changed: this loosens something. Say yes at the prompt, or give --yes.');
        return exit.badUsage;
      },
    });
  } finally {
    await core.close();
  }
}
