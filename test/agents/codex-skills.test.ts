import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sharedFolder } from '#test/helpers/shared-folder';
import { ourList } from './listed.ts';
import { documentOf, gatehouse, homeInside, homeOf, type MountedHome } from './mounted-home.ts';

const project = `${homeInside}/work/shop`;
const skill = (name: string) => `---\nname: ${name}\ndescription: Says ${name}\n---\nBody\n`;

/** A skill in each place Codex looks, and one file it cannot use. */
function homeWithSkills(config = ''): MountedHome {
  return homeOf({
    '.codex/config.toml': `model = "x" # keep\n\n[projects."${project}"]\ntrust_level = "trusted"\n${config}`,
    '.codex/skills/loose/SKILL.md': skill('loose'),
    '.codex/skills/broken/SKILL.md': '---\nname: broken\n---\n',
    '.agents/skills/home/SKILL.md': skill('home'),
    'work/shop/.git/HEAD': 'ref: refs/heads/main\n',
    'work/shop/.agents/skills/shop/SKILL.md': skill('shop'),
    'work/shop/.codex/skills/counter/SKILL.md': skill('counter'),
  });
}

const answer = z.object({
  'skills/list': z.object({
    data: z.array(
      z.object({ skills: z.array(z.object({ name: z.string(), scope: z.string(), enabled: z.boolean() })) }),
    ),
  }),
});

/** Every skill but Codex's own, as its app server lists them for the project on a fresh copy. */
async function theirs(home: MountedHome): Promise<Record<string, boolean>> {
  const client = join(sharedFolder() ?? '', 'rig', 'codex-oracle.mjs');
  const call = ['--call', `skills/list={"cwds":["${project}"]}`];
  const said = await home
    .copy()
    .run(process.execPath, [client, '--home', homeInside, '--project', project, ...call], { cwd: project });
  const { data } = answer.parse(documentOf(said))['skills/list'];
  const listed = data.flatMap((each) => each.skills).filter((each) => each.scope !== 'system');
  return Object.fromEntries(listed.map((each) => [each.name, each.enabled]));
}

async function ours(home: MountedHome): Promise<Record<string, boolean>> {
  const rows = (await ourList(home, project)).filter((row) => row.agent === 'codex' && row.kind === 'skill');
  return Object.fromEntries(
    rows.filter((row) => row.effective.state !== 'broken').map((row) => [row.name, row.effective.enabled]),
  );
}

test.each([
  ['nothing is switched', ''],
  ['one is off by its name', '\n[[skills.config]]\nname = "home"\nenabled = false\n'],
  [
    'one is off by its path',
    `\n[[skills.config]]\npath = "${homeInside}/.codex/skills/loose/SKILL.md"\nenabled = false\n`,
  ],
  [
    'the last of two entries counts',
    '\n[[skills.config]]\nname = "shop"\nenabled = false\n\n[[skills.config]]\nname = "shop"\nenabled = true\n',
  ],
  ['an entry names nothing that is there', '\n[[skills.config]]\nname = "gone"\nenabled = false\n'],
])('both list the same loose skills when %s', async (_what, config) => {
  const home = homeWithSkills(config);
  const said = await theirs(home);
  expect(Object.keys(said).sort()).toEqual(['counter', 'home', 'loose', 'shop']);
  expect(await ours(home)).toEqual(said);
});

const changeDocument = z.object({ change: z.object({ id: z.string(), applied: z.boolean(), verified: z.boolean() }) });

test.each([
  ['codex:skill/loose@user', 'loose'],
  ['codex:skill/home@user', 'home'],
  [`codex:skill/shop@project:${project}`, 'shop'],
])('%s goes off and on as Codex then says, and the bytes come back', async (id, name) => {
  const home = homeWithSkills();
  const file = join(home.folder, '.codex', 'config.toml');
  const before = readFileSync(file);
  const others = Object.entries(await theirs(home)).filter(([each]) => each !== name);
  const changes: string[] = [];
  for (const verb of ['disable', 'enable'] as const) {
    const said = await gatehouse(home, [verb, id, '--yes', '--json'], project);
    const { change } = changeDocument.parse(documentOf(said));
    expect(change).toMatchObject({ applied: true, verified: true });
    changes.unshift(change.id);
    expect(await theirs(home)).toEqual({ ...Object.fromEntries(others), [name]: verb === 'enable' });
  }
  for (const change of changes) expect((await gatehouse(home, ['undo', change, '--yes', '--json'])).code).toBe(0);
  expect(readFileSync(file)).toEqual(before);
});
