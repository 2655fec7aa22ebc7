import type { CompiledPolicy } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import type { Rule } from '#contract/policy';
import { systemPolicyPath } from '#platform/system-policy';
import { forcedBy } from '#policy/forced';
import { listGuards } from './guard-files.ts';
import { followPolicy } from './policy-file.ts';

/** What is asked of the home that is looked at. */
export interface PermissionSource {
  data: string;
  /** With its components. Throws AppError `not_found`. */
  describe(id: string, project: string | null): Promise<Plugin>;
  plugins(project: string | null): Promise<readonly Plugin[]>;
  /** Where the machine's policy lies; the usual place when undefined. */
  systemPolicy?: string;
}

/** The policy as every call is decided by now, and what could not be read of it. */
export interface PolicyNow {
  policy: CompiledPolicy;
  problems: string[];
}

export function policyNow({ data, systemPolicy }: Pick<PermissionSource, 'data' | 'systemPolicy'>): PolicyNow {
  const problems: string[] = [];
  const policy = followPolicy(data, (each) => problems.push(each), systemPolicy ?? systemPolicyPath()).read();
  return { policy, problems: [...new Set(problems)] };
}

/** What every answer about permissions says besides. */
export function inForce({ policy, problems }: PolicyNow) {
  const { rules, system, defaults, strict } = policy;
  return { rules, system, defaults, isStrict: strict, problems };
}

/** Throws AppError `forbidden` for a rule that would loosen what this machine's policy forces. */
export function mustNotBeForced(
  source: Pick<PermissionSource, 'data' | 'systemPolicy'>,
  wanted: Omit<Rule, 'id'>,
): void {
  const rule = forcedBy(policyNow(source).policy.system, wanted);
  if (rule === undefined) return;
  const why = rule.reason === undefined ? '' : ` ${rule.reason}`;
  const message = `The policy of this machine (rule ${rule.id}) says ${rule.effect}, and only its administrator can loosen that.${why}`;
  throw new AppError('forbidden', message);
}

/** Whether the agent of a server starts it through Gatehouse. */
export function guardedServers(data: string): (plugin: string, server: string) => boolean {
  const { guards } = listGuards(data);
  return (plugin, server) => guards.some((guard) => guard.plugin === plugin && guard.server === server);
}

/** The MCP servers of a described plugin; `isRemote`: behind a URL. */
export function serversOf(plugin: Plugin): { server: string; isRemote: boolean }[] {
  const servers = (plugin.components ?? []).filter(({ kind }) => kind === 'mcp-server');
  const byName = new Map(servers.map(({ name, url }) => [name, url !== undefined]));
  return [...byName].map(([server, isRemote]) => ({ server, isRemote }));
}
