import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstPolicy } from '../../electron/contract/compiled-policy.ts';
import { type AgentLike, startAgent } from './agent-like.ts';
import { openDoor } from './door.ts';
import { test as base } from './gatehouse-test.ts';
import type { Served } from './served.ts';

export interface Asking {
  url: string;
  agent: AgentLike;
  data: string;
  /** Has an agent start a server that says why it cannot go on, and exits with 7. */
  fail(): Promise<void>;
}

export function canCage(): boolean {
  return spawnSync('bwrap', ['--ro-bind', '/', '/', 'true']).status === 0;
}

/** A served home, and an agent that calls a server through `gatehouse run` whose every writing tool needs a yes. */
export async function startAsking(
  open: (args: readonly string[]) => Promise<Served>,
): Promise<Asking & { stop(): Promise<void> }> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-e2e-')));
  const [data, project, server] = [join(home, 'data'), join(home, 'work', 'shop'), join(home, 'servers', 'files')];
  for (const folder of [data, project, server, join(home, '.claude')]) mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, '..', 'fixtures', 'mcp', 'echo-program.ts'), join(server, 'main.ts'));
  writeFileSync(join(server, 'package.json'), '{"type":"module"}');
  const files = { command: process.execPath, args: [join(server, 'main.ts')] };
  const words = "console.error('cannot open the database: permission denied'); process.exitCode = 7";
  const broken = { command: process.execPath, args: ['-e', words] };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { files, broken } }));
  const rules = [{ id: 'r1', effect: 'ask', tool: 'write_*', reason: 'Writing needs a look.' }];
  writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules }));
  const served = await open(['--home', home, '--data', data]);
  const start = (server: string) =>
    startAgent([`claude-code:mcp/${server}@user`, '--home', home, '--data', data], project);
  const agent = start('files');
  await agent.initialize();
  return {
    ...{ url: served.url, agent, data },
    fail: () => start('broken').ended(),
    async stop() {
      await agent.end();
      await served.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export const test = base.extend<{ asking: Asking }>({
  asking: async ({ page }, use, info) => {
    info.skip(!canCage(), 'Servers cannot be caged here. On Debian: apt-get install bubblewrap.');
    const { stop, ...asking } = await startAsking((args) => openDoor(page, args));
    await use(asking);
    await page.close();
    await stop();
  },
});
