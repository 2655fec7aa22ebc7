import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLinuxTools } from '#sandbox/availability';
import { temporaryFolder } from '#test/helpers/temporary-folder';

/** A stand-in for bwrap on a machine that does not let it. */
function bwrapThat(says: string, code: number): (program: string) => string | undefined {
  const file = join(temporaryFolder(), 'bwrap');
  writeFileSync(file, `#!/bin/sh\necho '${says}' >&2\nexit ${code}\n`, { mode: 0o755 });
  return (program) => (program === 'bwrap' ? file : undefined);
}

test('without bubblewrap there is no cage, and how to install it is said', async () => {
  expect(await findLinuxTools(() => undefined, 'x64')).toMatchObject({
    caged: false,
    remedy: expect.stringContaining('apt install bubblewrap'),
  });
});

test.skipIf(process.platform === 'win32').each([
  ['bwrap: setting up uid map: Permission denied', 'AppArmor', 'apparmor'],
  ['bwrap: Unknown option --disable-userns', 'an old version', '0.8 or newer'],
])('%s: there is no cage, and the remedy for %s is named', async (says, _, remedy) => {
  expect(await findLinuxTools(bwrapThat(says, 1), 'x64')).toMatchObject({
    caged: false,
    reason: expect.stringContaining(says),
    remedy: expect.stringContaining(remedy),
  });
});

test.skipIf(process.platform === 'win32')('one that works is found with its parts', async () => {
  expect(await findLinuxTools(bwrapThat('', 0), 'arm64')).toMatchObject({ arch: 'arm64', socat: undefined });
});
