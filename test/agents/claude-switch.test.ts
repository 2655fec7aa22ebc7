import { expect, test } from 'vitest';
import { z } from 'zod';
import { claudeList } from './listed.ts';
import { corpusHome, documentOf, gatehouse, homeInside, type MountedHome } from './mounted-home.ts';
import { changedFiles, wholeHome } from './whole-home.ts';

const project = `${homeInside}/work/shop-api`;
const elsewhere = `${homeInside}/work/audit`;
const plugin = 'serena@claude-plugins-official';
const id = `claude-code:plugin/${plugin}`;

const changeDocument = z.object({
  change: z.object({ id: z.string(), applied: z.boolean(), verified: z.boolean(), effective: z.string() }),
});

async function flip(home: MountedHome, verb: 'enable' | 'disable', scope: string): Promise<string> {
  const answer = await gatehouse(
    home,
    [verb, id, '--scope', scope, '--yes', '--json'],
    scope === 'user' ? undefined : project,
  );
  const { change } = changeDocument.parse(documentOf(answer));
  expect(change).toMatchObject({ applied: true, verified: true, effective: `${verb}d` });
  return change.id;
}

async function isOnFor(home: MountedHome, cwd: string): Promise<boolean | undefined> {
  return (await claudeList(home, cwd)).find((row) => row.id === plugin)?.enabled;
}

const cases = [
  { scope: 'user', file: '.claude/settings.json', others: false },
  { scope: 'project', file: 'work/shop-api/.claude/settings.json', others: true },
  { scope: 'local', file: 'work/shop-api/.claude/settings.local.json', others: true },
];

test.each(cases)(
  'a switch in the $scope scope is what Claude Code then says, and undo gives the first bytes',
  async (each) => {
    const home = corpusHome('claude-home');
    const before = wholeHome(home.folder);
    expect(await isOnFor(home, project)).toBe(true);

    const off = await flip(home, 'disable', each.scope);
    expect(changedFiles(before, wholeHome(home.folder))).toEqual([each.file]);
    expect(await isOnFor(home, project)).toBe(false);
    expect(await isOnFor(home, elsewhere)).toBe(each.others);

    const on = await flip(home, 'enable', each.scope);
    expect(await isOnFor(home, project)).toBe(true);

    for (const change of [on, off]) {
      const undone = await gatehouse(home, ['undo', change, '--yes', '--json']);
      expect(undone.code).toBe(0);
    }
    expect(wholeHome(home.folder)).toEqual(before);
    expect(await isOnFor(home, project)).toBe(true);
  },
);

test('a scope that would do nothing is refused, and Claude Code still says what it said', async () => {
  const home = corpusHome('claude-home');
  const hookify = 'claude-code:plugin/hookify@claude-plugins-official';
  const refused = await gatehouse(home, ['enable', hookify, '--scope', 'user', '--yes', '--json'], project);
  expect(refused.code).toBe(3);
  const { enabled } =
    (await claudeList(home, project)).find((row) => row.id === 'hookify@claude-plugins-official') ?? {};
  expect(enabled).toBe(false);
});
