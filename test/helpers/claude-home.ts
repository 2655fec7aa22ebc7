import type { AgentScan, ScanContext } from '#agents/agent-module';
import { claudeCode } from '#agents/claude-code/claude-code';
import type { Platform } from '#agents/read-port';
import type { Plugin } from '#contract/plugin';
import { type MemoryNode, memoryPort } from './memory-port.ts';
import { scanContext } from './scan-context.ts';

export interface ClaudeHomeOptions {
  platform?: Platform;
  project?: string;
  env?: Record<string, string>;
  osPolicy?: Record<string, string>;
}

export type Files = Record<string, MemoryNode>;

export const claudeHome = '/home/ada';
export const configDir = `${claudeHome}/.claude`;
export const userSettings = `${configDir}/settings.json`;
export const stateFile = `${claudeHome}/.claude.json`;
export const recordsFile = `${configDir}/plugins/installed_plugins.json`;
export const project = '/work/app';
export const projectSettings = `${project}/.claude/settings.json`;
export const localSettings = `${project}/.claude/settings.local.json`;
export const managedSettings = '/etc/claude-code/managed-settings.json';
export const demoRoot = `${configDir}/plugins/cache/market/demo/1.0.0`;
export const demoManifest = `${demoRoot}/.claude-plugin/plugin.json`;
export const marketFile = `${configDir}/plugins/marketplaces/market/.claude-plugin/marketplace.json`;

export function claudeContext(files: Files, options: ClaudeHomeOptions = {}): ScanContext {
  const homes = { linux: claudeHome, darwin: '/Users/ada', win32: 'C:\\Users\\Ada' };
  const home = homes[options.platform ?? 'linux'];
  return scanContext({ port: memoryPort(files, options.platform), home, ...options });
}

export function settings(enabledPlugins: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ enabledPlugins, ...more });
}

export function records(byId: Record<string, unknown>, version: unknown = 2): string {
  return JSON.stringify({ version, plugins: byId });
}

export const demoRecord = {
  scope: 'user',
  installPath: demoRoot,
  version: '1.0.0',
  installedAt: '2026-01-01T00:00:00.000Z',
};

const lastUpdated = '2026-01-01T00:00:00.000Z';

export const marketSource = { source: 'github', repo: 'example/market' };

/** demo@market: listed by its marketplace, recorded for the user, cached and turned on; a file of the same path replaces ours. */
export function demoFiles(more: Files = {}): Files {
  return {
    [userSettings]: settings({ 'demo@market': true }),
    [recordsFile]: records({ 'demo@market': [demoRecord] }),
    [`${configDir}/plugins/known_marketplaces.json`]: JSON.stringify({
      market: { source: marketSource, installLocation: `${configDir}/plugins/marketplaces/market`, lastUpdated },
    }),
    [marketFile]: marketplace([{ name: 'demo', source: './demo' }]),
    [demoManifest]: JSON.stringify({ name: 'demo', version: '1.0.0', description: 'Shows.' }),
    ...more,
  };
}

export function marketplace(plugins: unknown[], more: Record<string, unknown> = {}): string {
  return JSON.stringify({ name: 'market', owner: { name: 'Example' }, plugins, ...more });
}

/** demo@market in a marketplace that is a folder of this machine, so that it runs where it lies. */
export function inPlaceFiles(manifest: unknown, more: Files = {}, entry: Record<string, unknown> = {}): Files {
  return demoFiles({
    [`${configDir}/plugins/known_marketplaces.json`]: JSON.stringify({
      market: { source: { source: 'directory', path: '/srv/market' }, installLocation: '/srv/market', lastUpdated },
    }),
    '/srv/market/.claude-plugin/marketplace.json': marketplace([{ name: 'demo', source: './demo', ...entry }]),
    '/srv/market/demo/.claude-plugin/plugin.json': typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
    ...more,
  });
}

export async function scanClaude(files: Files, options: ClaudeHomeOptions = {}): Promise<AgentScan> {
  return claudeCode.scan(claudeContext(files, options));
}

export async function claudeRow(id: string, files: Files, options: ClaudeHomeOptions = {}): Promise<Plugin> {
  const scan = await scanClaude(files, options);
  const found = scan.plugins.find((plugin) => plugin.id === id);
  if (found === undefined) throw new Error(`No row ${id} among ${scan.plugins.map((plugin) => plugin.id).join(', ')}`);
  return found;
}

export const demoId = 'claude-code:plugin/demo@market';

export async function demoRow(files: Files, options: ClaudeHomeOptions = {}): Promise<Plugin> {
  return claudeRow(demoId, files, options);
}

export function codes(about: { problems: { code: string }[] }): string[] {
  return about.problems.map((each) => each.code);
}
