import type { AgentScan, ScanContext } from '#agents/agent-module';
import { codex } from '#agents/codex/codex';
import type { Platform } from '#agents/read-port';
import type { Plugin } from '#contract/plugin';
import { type MemoryNode, memoryPort } from './memory-port.ts';
import { scanContext } from './scan-context.ts';

export interface CodexHomeOptions {
  platform?: Platform;
  project?: string;
  env?: Record<string, string>;
  osPolicy?: Record<string, string>;
}

/** A Codex home in memory at /home/ada with the marketplace `market`, which lists `demo`. */
export function codexContext(files: Record<string, MemoryNode>, options: CodexHomeOptions = {}): ScanContext {
  const home =
    options.platform === 'win32' ? 'C:\\Users\\Ada' : options.platform === 'darwin' ? '/Users/ada' : '/home/ada';
  return scanContext({ port: memoryPort(files, options.platform), home, ...options });
}

export const demoRoot = '/home/ada/.codex/plugins/cache/market/demo/1.0.0';

/** demo@market installed in version 1.0.0, plus whatever is given; a file of the same path replaces ours. */
export function demoFiles(config: string, more: Record<string, MemoryNode> = {}): Record<string, MemoryNode> {
  return {
    '/home/ada/.codex/config.toml': `[marketplaces.market]\nsource_type = "local"\nsource = "/srv/market"\n${config}`,
    '/srv/market/.agents/plugins/marketplace.json': JSON.stringify({
      name: 'market',
      plugins: [{ name: 'demo', source: './demo' }],
    }),
    [`${demoRoot}/.codex-plugin/plugin.json`]: JSON.stringify({
      name: 'demo',
      version: '1.0.0',
      description: 'Shows.',
    }),
    ...more,
  };
}

export const demoOn = '[plugins."demo@market"]\nenabled = true\n';
export const demoOff = '[plugins."demo@market"]\nenabled = false\n';

export async function scanCodexFiles(
  files: Record<string, MemoryNode>,
  options: CodexHomeOptions = {},
): Promise<AgentScan> {
  return codex.scan(codexContext(files, options));
}

export function row(scan: AgentScan, id: string): Plugin {
  const found = scan.plugins.find((plugin) => plugin.id === id);
  if (found === undefined) throw new Error(`No row ${id} among ${scan.plugins.map((plugin) => plugin.id).join(', ')}`);
  return found;
}

export async function demoRow(files: Record<string, MemoryNode>, options: CodexHomeOptions = {}): Promise<Plugin> {
  return row(await scanCodexFiles(files, options), 'codex:plugin/demo@market');
}

export function codes(plugin: Pick<Plugin, 'problems'>): string[] {
  return plugin.problems.map((each) => each.code);
}
