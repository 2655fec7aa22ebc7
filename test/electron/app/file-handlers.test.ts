import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApp } from '#app/app';
import { sessionScopes } from '#contract/define';
import { smallHome } from '../../helpers/small-home.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

it('opens only what can stand on a page, also through links', async () => {
  const folder = temporaryFolder();
  const { home, project } = smallHome(folder);
  const outside = join(folder, 'secret.txt');
  writeFileSync(outside, 'x');
  const plugin = join(home, '.claude', 'plugins', 'cache', 'tools', 'alpha', '1.0.0');
  symlinkSync(outside, join(plugin, 'led-out.md'));
  const dotfiles = join(folder, 'dotfiles');
  mkdirSync(dotfiles);
  const data = join(folder, 'data');
  const app = await createApp({ home, data, resources: folder, door: 'serve', version: '0', log: () => {} });
  const context = { signal: new AbortController().signal, scopes: new Set(sessionScopes) };
  // Without a display nothing opens; what matters here is which files are refused before.
  const open = async (file: string) => {
    try {
      await app.handlers['files.open']({ file, project }, context);
      return 'opened';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };
  try {
    for (const file of [
      outside,
      '/etc/passwd',
      'relative.md',
      join(plugin, 'led-out.md'),
      join(plugin, '..', '..', '..', '..', '..', '..', '..', 'secret.txt'),
    ]) {
      expect(await open(file), file).toBe('forbidden');
    }
    for (const file of [
      join(plugin, 'skills', 'go', 'SKILL.md'),
      join(home, '.claude.json'),
      join(project, '.mcp.json'),
    ]) {
      expect(await open(file), file).not.toBe('forbidden');
    }
  } finally {
    await app.close();
  }
});
