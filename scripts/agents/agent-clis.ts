import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The versions everything in docs/plugin-formats.md was seen with. */
export const agentPackages = { '@anthropic-ai/claude-code': '2.1.330', '@openai/codex': '0.169.0' } as const;

/** Where the agents' programs are kept between runs: outside the project, named by their versions. */
export function agentFolder(): string {
  const versions = Object.values(agentPackages).join('-');
  return process.env['GATEHOUSE_AGENT_CLIS'] ?? join(tmpdir(), `gatehouse-agents-${versions}`);
}

/** Installs what is missing with npm, without letting install scripts run on their own; says why it could not. */
export function installAgents(folder: string): string | undefined {
  const isThere = () => ['claude', 'codex'].every((name) => existsSync(join(folder, 'node_modules', '.bin', name)));
  if (isThere()) return undefined;
  console.log(`Installing the agents' programs into ${folder} …`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: agentPackages }));
  const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 10 * 60_000,
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0 || !isThere()) return 'npm could not install the programs of Claude Code and Codex.';
  // Claude Code's package puts its program in place with a script of its own.
  const placing = join(folder, 'node_modules', '@anthropic-ai', 'claude-code', 'install.cjs');
  if (existsSync(placing)) spawnSync(process.execPath, [placing], { cwd: folder, stdio: 'inherit', timeout: 60_000 });
  return undefined;
}
