import { realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGatehouse } from '#test/helpers/run-gatehouse';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const id = 'claude-code:mcp/memory@user';

function place() {
  const { home } = smallHome(temporaryFolder());
  const at = ['--home', home, '--data', join(home, 'gatehouse')];
  return {
    run: (...args: string[]) => runGatehouse(['policy', ...args, ...at]),
    json: async (...args: string[]) => {
      const ran = await runGatehouse(['policy', ...args, ...at, '--json']);
      return { code: ran.code, document: ran.stdout === '' ? undefined : JSON.parse(ran.stdout), stderr: ran.stderr };
    },
  };
}

test('a denial needs no yes, what loosens does, and the decision names the rule', async () => {
  const { run, json } = place();
  const denied = await run('deny', id, '--tool', 'forget', '--reason', 'Keep it.');
  expect(denied).toMatchObject({ code: 0, stdout: expect.stringContaining('Rule r1: deny the tool forget of') });
  expect((await json('check', id, '--tool', 'forget')).document).toEqual({
    decision: { effect: 'deny', by: 'rule', rule: 'r1', reason: 'Your rule r1 denies it. Keep it.' },
  });
  for (const loosening of [
    ['allow', id],
    ['remove', 'r1'],
    ['default', 'unknown', 'allow'],
    ['strict', 'off'],
    ['uncaged', id],
  ]) {
    expect(await run(...loosening), loosening.join(' ')).toMatchObject({ code: 2, stdout: '' });
  }
  expect(await run('grant', id, 'host', 'api.example')).toMatchObject({ code: 2 });
  expect((await json('remove', 'r1', '--yes')).document).toMatchObject({ removed: { id: 'r1' } });
  expect((await json('check', id, '--tool', 'forget')).document).toMatchObject({ decision: { by: 'default' } });
});

test('grants, exceptions and defaults are listed in words', async () => {
  const { run } = place();
  await run('grant', id, 'host', 'api.example', '--yes');
  const folder = realpathSync(temporaryFolder());
  const link = join(temporaryFolder(), 'link');
  symlinkSync(folder, link);
  await run('grant', id, 'read', link, '--yes');
  expect(await run('grant', id, 'read', '/nowhere/at/all', '--yes')).toMatchObject({ code: 1 });
  await run('uncaged', id, '--yes');
  await run('default', 'writes', 'ask');
  const listed = await run('list');
  for (const words of ['may reach', 'api.example', folder, 'without a cage', 'writes ask', 'There are no rules.']) {
    expect(listed.stdout).toContain(words);
  }
  expect(await run('revoke', id, 'host', 'api.example')).toMatchObject({ code: 0 });
  expect((await run('list')).stdout).not.toContain('api.example');
});

test.each([
  [[], /one of: list/],
  [['nonsense'], /one of: list/],
  [['default', 'unknown', 'maybe'], /effect must be one of/],
  [['grant', id, 'everything', '/'], /grant must be one of/],
  [['check', id], /--tool/],
  [['remove'], /exactly one rule/],
] as const)('policy %j is bad usage', async (args, words) => {
  const ran = await place().run(...args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(words);
});

test('a rule about a plugin nobody knows is refused, so that a slip of the pen is no protection', async () => {
  const ran = await place().run('deny', 'claude-code:mcp/memroy@user');
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing is known') });
});

test('limits are set; more of them needs a yes, less does not', async () => {
  const { run, json } = place();
  expect((await json('limit', id, 'memory', '256')).document).toMatchObject({ profile: { memoryMb: 256 } });
  expect((await json('limit', id, 'programs', 'no')).document).toMatchObject({
    profile: { spawn: false, memoryMb: 256 },
  });
  expect(await run('limit', id, 'processes', '200')).toMatchObject({ code: 2, stdout: '' });
  expect((await json('limit', id, 'processes', '200', '--yes')).document).toMatchObject({
    profile: { processes: 200 },
  });
  expect(await run('limit', id, 'memory', '1')).toMatchObject({ code: 1, stderr: expect.stringContaining('from 32') });
  expect(await run('limit', id, 'sockets', '1')).toMatchObject({ code: 2 });
  expect((await run('list')).stdout).toMatch(/256 MB, 200 processes/);
});
