import type { AgentModule, AgentScan, ScanContext, WatchTarget } from '#agents/agent-module';
import type { Project } from '#contract/inventory';
import type { AgentInfo, Plugin } from '#contract/plugin';
import { linkSiblings } from './also-in.ts';

export interface HomeScan {
  agents: AgentInfo[];
  plugins: Plugin[];
  projects: Project[];
  watch: WatchTarget[];
}

/** Everything all agents can load from one home, resolved for one project. */
export async function scanHome(modules: readonly AgentModule[], context: ScanContext): Promise<HomeScan> {
  const scans: AgentScan[] = [];
  for (const module of modules) scans.push(await module.scan(context));
  return {
    agents: scans.map((scan) => scan.agent),
    plugins: linkSiblings(scans.flatMap((scan) => scan.plugins)),
    projects: joinProjects(scans, context),
    watch: scans.flatMap((scan) => scan.watch),
  };
}

function joinProjects(scans: readonly AgentScan[], context: ScanContext): Project[] {
  const agentsByPath = new Map<string, string[]>();
  for (const scan of scans) {
    for (const path of scan.projects) {
      const known = agentsByPath.get(path) ?? [];
      if (!known.includes(scan.agent.id)) agentsByPath.set(path, [...known, scan.agent.id]);
    }
  }
  return [...agentsByPath].map(([path, agents]) => ({
    path,
    agents,
    exists: context.port.stat(path).kind === 'directory',
  }));
}
