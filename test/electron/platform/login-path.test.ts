import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askShell } from '#platform/login-path';
import { temporaryFolder } from '#test/helpers/temporary-folder';

/** A shell that does what it is told here, whatever it is asked. */
function shell(script: string): string {
  const path = join(temporaryFolder(), 'shell');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o700);
  return path;
}

describe.skipIf(process.platform === 'win32')('PATH of the login shell', () => {
  test('comes first, and what only this process knows last', async () => {
    const told = shell('echo welcome; PATH=/opt/tools:/usr/bin; eval "$2"');
    expect(await askShell({ shell: told, env: { PATH: '/usr/bin:/own' } })).toBe('/opt/tools:/usr/bin:/own');
  });

  test('a shell that is missing, fails or says nothing leaves what this process has', async () => {
    const env = { PATH: '/usr/bin:/own' };
    expect(await askShell({ shell: '/nowhere/sh', env })).toBe('/usr/bin:/own');
    expect(await askShell({ shell: shell('exit 3'), env })).toBe('/usr/bin:/own');
    expect(await askShell({ shell: undefined, env })).toBe('/usr/bin:/own');
    expect(await askShell({ shell: undefined, env: {} })).toContain('/usr/bin');
  });

  test('a flood from its start files is not kept', async () => {
    const flood = shell('yes flood');
    expect(await askShell({ shell: flood, env: { PATH: '/usr/bin' } })).toBe('/usr/bin');
  });

  test('the real shells tell theirs', async () => {
    expect(await askShell({ shell: '/bin/sh', env: { PATH: '/only/here' } })).toContain('/only/here');
  });
});
