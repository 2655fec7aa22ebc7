import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { createCore } from '#app/core';
import { secretFinder } from '#app/secret-places';
import { meaningOf } from '#changes/config-text';
import { sharedFolderFor } from '#test/helpers/shared-folder';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const shared = sharedFolderFor('plain secrets in real config files');
const corpus = join(shared ?? '', 'corpus');
const configs = new Set(['.mcp.json', '.claude.json', 'settings.json', 'config.toml', 'plugin.json', 'mcp.json']);

test.runIf(shared !== undefined)('real homes, whose authors took their secrets out, have none', async () => {
  for (const home of ['claude-home', 'codex-home', 'claude-awkward']) {
    const core = await createCore({
      ...{
        home: join(corpus, home),
        data: temporaryFolder(),
        isSample: false,
        watch: false,
        asked: 'terminal' as const,
      },
      log: () => undefined,
    });
    expect(await (await core.plainSecrets()).list(null)).toEqual([]);
    await core.close();
  }
});

test.runIf(shared !== undefined)('no placeholder of a real config file is taken for a secret', () => {
  const find = secretFinder();
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && configs.has(each.name))
    .map((each) => join(each.parentPath, each.name));
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((file) =>
    find(meaningOf(file.endsWith('.toml') ? 'toml' : 'json', readFileSync(file, 'utf8'))).map(
      ({ path, rule }) => `${basename(file)} ${path.join('.')} ${rule}`,
    ),
  );
  expect(found).toEqual([]);
});
