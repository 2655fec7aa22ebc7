import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '#scripts/setup/project-root.mjs';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function testAgents(env: Record<string, string>) {
  const { status, stdout } = spawnSync(process.execPath, [join(projectRoot, 'scripts', 'test-agents.ts')], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, lines: stdout.trim().split('\n') };
}

test('without the folder of real plugin trees the comparison says so and passes, on a build machine too', () => {
  const { status, lines } = testAgents({ CI: 'true', GATEHOUSE_SHARED: join(temporaryFolder(), 'nowhere') });
  expect(lines[0]).toMatch(/^Not run: .*GATEHOUSE_SHARED/);
  expect(lines.at(-1)).toBe('0 passed, 0 failed');
  expect(status).toBe(0);
});

test('where the agents cannot be asked it says why; a build machine on Linux fails for it', () => {
  const shared = temporaryFolder();
  mkdirSync(join(shared, 'corpus'));
  const withoutUnshare = { PATH: temporaryFolder(), GATEHOUSE_SHARED: shared };
  const onLinux = process.platform === 'linux';
  for (const [CI, fails] of [
    ['', false],
    ['true', onLinux],
  ] as const) {
    const { status, lines } = testAgents({ ...withoutUnshare, CI });
    expect(lines[0]).toMatch(/^Not run: .*(util-linux|needs Linux)/);
    expect(lines.at(-1)).toBe(`0 passed, ${fails ? 1 : 0} failed`);
    expect(status).toBe(fails ? 1 : 0);
  }
});
