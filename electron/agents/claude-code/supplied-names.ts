import type { ScanContext, SuppliedNames } from '#agents/agent-module';
import { pluginId } from '#contract/plugin-id';
import { gatherClaude } from './claude-facts.ts';
import { packageOf } from './plugin-rows.ts';

/** What each plugin brings under which names, from what was read of its package already. */
export async function suppliedNames(context: ScanContext): Promise<Map<string, SuppliedNames>> {
  const facts = gatherClaude(context);
  const found = new Map<string, SuppliedNames>();
  for (const located of facts.plugins) {
    await context.pace();
    const read = packageOf(facts, located);
    if (read === undefined) continue;
    const parts = [...read.parts.places, ...read.parts.read];
    const named = (kind: string) => parts.filter((each) => each.kind === kind).map((each) => each.name);
    const names = { servers: read.serverNames, skills: named('skill'), commands: named('command') };
    found.set(pluginId('claude-code', located.own), names);
  }
  return found;
}
