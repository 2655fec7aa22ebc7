import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstPolicy } from '../../electron/contract/compiled-policy.ts';
import { type AgentLike, startAgent } from './agent-like.ts';
import { test as base } from './gatehouse-test.ts';
import { startServed } from './served.ts';

export interface Asking {
  url: string;
  agent: AgentLike;
  data: string;
  /** Starts another agent with the same server. */
  another(): Promise<AgentLike>;
}

export function canCage(): boolean {
  return spawnSync('bwrap', ['--ro-bind', '/', '/', 'true']).status === 0;
}

/** A served home, and an agent that calls a server through `gatehouse run` whose every writing tool needs a yes. */
export async function startAsking(): Promise<Asking & { stop(): Promise<void> }> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-e2e-')));
  const [data, project, server] = [join(home, 'data'), join(home, 'work', 'shop'), join(home, 'servers', 'files')];
  for (const folder of [data, project, server, join(home, '.claude')]) mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, '..', 'fixtures', 'mcp', 'echo-program.ts'), join(server, 'main.ts'));
  writeFileSync(join(server, 'package.json'), '{"type":"module"}');
  const files = { command: process.execPath, args: [join(server, 'main.ts')] };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { files } }));
  const rules = [{ id: 'r1', effect: 'ask', tool: 'write_*', reason: 'Writing needs a look.' }];
  writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules }));
  const served = await startServed(['--home', home, '--data', data]);
  const agents: AgentLike[] = [];
  const another = async (): Promise<AgentLike> => {
    const agent = startAgent(['claude-code:mcp/files@user', '--home', home, '--data', data], project);
    agents.push(agent);
    await agent.initialize();
    return agent;
  };
  return {
    ...{ url: served.url, agent: await another(), data, another },
    async stop() {
      for (const agent of agents) await agent.end();
      await served.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export const test = base.extend<{ asking: Asking }>({
  asking: async ({ page }, use, info) => {
    info.skip(!canCage(), 'Servers cannot be caged here. On Debian: apt-get install bubblewrap.');
    const { stop, ...asking } = await startAsking();
    await use(asking);
    await page.close();
    await stop();
  },
});
