import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listDocumentSchema } from '#contract/inventory';
import type { Plugin } from '#contract/plugin';
import { documentOf, gatehouse, homeInside, type MountedHome } from './mounted-home.ts';

/** What `gatehouse list --json --components` says of a fresh copy of `home`. */
export async function ourList(home: MountedHome, project?: string): Promise<Plugin[]> {
  return listDocumentSchema.parse(documentOf(await gatehouse(home.copy(), ['list', '--json', '--components'], project)))
    .plugins;
}

const claudeRow = z.object({
  id: z.string(),
  version: z.string(),
  scope: z.string(),
  enabled: z.boolean(),
  projectPath: z.string().optional(),
  errors: z.array(z.string()).optional(),
});
export type ClaudeRow = z.infer<typeof claudeRow>;

/** What `claude plugin list --json` says of a fresh copy, asked from a folder. */
export async function claudeList(home: MountedHome, cwd = homeInside): Promise<ClaudeRow[]> {
  return z.array(claudeRow).parse(documentOf(await home.copy().run('claude', ['plugin', 'list', '--json'], { cwd })));
}

const codexRow = z.object({ pluginId: z.string(), version: z.string(), enabled: z.boolean(), installed: z.boolean() });
export type CodexRow = z.infer<typeof codexRow>;

export async function codexList(home: MountedHome, cwd = homeInside): Promise<CodexRow[]> {
  const answer = await home.copy().run('codex', ['plugin', 'list', '--json'], { cwd });
  return z.object({ installed: z.array(codexRow) }).parse(documentOf(answer)).installed;
}

const codexServer = z.object({ name: z.string(), enabled: z.boolean() });

export async function codexServers(home: MountedHome, cwd = homeInside): Promise<z.infer<typeof codexServer>[]> {
  const answer = await home.copy().run('codex', ['mcp', 'list', '--json'], { cwd });
  return z.array(codexServer).parse(documentOf(answer));
}

/** The agent's own id of one of our rows. */
export function ownId(plugin: Plugin): string {
  return plugin.marketplace === undefined ? plugin.name : `${plugin.name}@${plugin.marketplace}`;
}

/** The page where every difference between their lists and ours is explained. */
export function formatsDocument(): string {
  return readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'plugin-formats.md'), 'utf8');
}
