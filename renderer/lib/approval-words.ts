import type { Approval } from '#contract/approvals';
import { parsePluginId } from '#contract/plugin-id';
import { agentNames } from './words.ts';

/** Who wants what, in one sentence. */
export function approvalTitle({ agent, tool, server, plugin }: Approval): string {
  const name = parsePluginId(plugin)?.name ?? plugin;
  const where = name === server ? name : `${server} of ${name}`;
  return `${agentNames[agent]} wants to call ${tool} of ${where}`;
}

/** Arguments as JSON on lines; as they are when they were cut, or are no JSON. */
export function argumentLines(args: string): string {
  try {
    return JSON.stringify(JSON.parse(args), undefined, 2);
  } catch {
    return args;
  }
}

/** Whole seconds until it is denied, never below none. */
export function secondsLeft({ expiresAt }: Approval, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now) / 1_000));
}
