import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sharedFolder } from '#test/helpers/shared-folder';
import { codexList, codexServers } from './listed.ts';
import { corpusHome, documentOf, gatehouse, homeInside, type MountedHome } from './mounted-home.ts';
import { changedFiles, wholeHome } from './whole-home.ts';

const project = `${homeInside}/work/trusted`;
const changeDocument = z.object({
  change: z.object({ id: z.string(), applied: z.boolean(), verified: z.boolean(), effective: z.string().optional() }),
});

async function flip(
  home: MountedHome,
  verb: 'enable' | 'disable',
  args: readonly string[],
  inProject?: string,
): Promise<string> {
  const { change } = changeDocument.parse(
    documentOf(await gatehouse(home, [verb, ...args, '--yes', '--json'], inProject)),
  );
  expect(change).toMatchObject({ applied: true, verified: true });
  return change.id;
}

/** Off, on, and both put back, asking the real agent after each step. */
async function offOnAndBack(
  home: MountedHome,
  file: string,
  args: readonly string[],
  isOn: () => Promise<boolean | undefined>,
  inProject?: string,
): Promise<void> {
  const before = wholeHome(home.folder);
  expect(await isOn()).toBe(true);
  const off = await flip(home, 'disable', args, inProject);
  expect(changedFiles(before, wholeHome(home.folder))).toEqual([file]);
  expect(await isOn()).toBe(false);
  const on = await flip(home, 'enable', args, inProject);
  expect(await isOn()).toBe(true);
  for (const change of [on, off]) expect((await gatehouse(home, ['undo', change, '--yes', '--json'])).code).toBe(0);
  expect(wholeHome(home.folder)).toEqual(before);
}

const pluginState =
  (home: MountedHome, id: string, cwd = homeInside) =>
  async () =>
    (await codexList(home, cwd)).find((row) => row.pluginId === id)?.enabled;
const serverState = (home: MountedHome, name: string) => async () =>
  (await codexServers(home)).find((row) => row.name === name)?.enabled ?? false;

/** The corpus home with a local marketplace of one plugin that brings a server and a skill, and a trusted project. */
function homeWithKit(): MountedHome {
  const home = corpusHome('codex-home');
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(home.folder, path)), { recursive: true });
    writeFileSync(join(home.folder, path), content);
  };
  const manifest = JSON.stringify({ name: 'gamma', version: '0.1.0', description: 'With a server' });
  for (const root of ['.codex/plugins/cache/kit/gamma/0.1.0', 'kit/gamma']) {
    write(`${root}/.codex-plugin/plugin.json`, manifest);
    write(`${root}/.mcp.json`, JSON.stringify({ mcpServers: { probe: { command: 'node', args: ['p.js'] } } }));
    write(`${root}/skills/help/SKILL.md`, '---\nname: help\ndescription: Helps\n---\nBody\n');
  }
  write(
    'kit/.agents/plugins/marketplace.json',
    JSON.stringify({ name: 'kit', plugins: [{ name: 'gamma', source: { source: 'local', path: './gamma' } }] }),
  );
  write('work/trusted/.codex/config.toml', '# of the project\n[plugins."gamma@kit"]\nenabled = true\n');
  appendFileSync(
    join(home.folder, '.codex', 'config.toml'),
    `\n[marketplaces.kit]\nsource_type = "local"\nsource = "${homeInside}/kit"\n\n[plugins."gamma@kit"]\nenabled = true\n\n[projects."${project}"]\ntrust_level = "trusted"\n`,
  );
  return home;
}

test('a plugin switched in the user scope', async () => {
  const home = corpusHome('codex-home');
  const id = 'compound-engineering@compound-engineering-plugin';
  await offOnAndBack(home, '.codex/config.toml', [`codex:plugin/${id}`], pluginState(home, id));
});

test('a plugin switched in a trusted project', async () => {
  const home = homeWithKit();
  const args = ['codex:plugin/gamma@kit', '--scope', 'project'];
  await offOnAndBack(home, 'work/trusted/.codex/config.toml', args, pluginState(home, 'gamma@kit', project), project);
});

test('one server of a plugin', async () => {
  const home = homeWithKit();
  await offOnAndBack(
    home,
    '.codex/config.toml',
    ['codex:plugin/gamma@kit', '--server', 'probe'],
    serverState(home, 'probe'),
  );
});

test('a server that stands alone', async () => {
  const home = corpusHome('codex-home');
  await offOnAndBack(home, '.codex/config.toml', ['codex:mcp/context7@user'], serverState(home, 'context7'));
});

test('one skill of a plugin', async () => {
  const home = homeWithKit();
  const isOn = async () => (await skills(home)).find((skill) => skill.name === 'gamma:help')?.enabled ?? false;
  await offOnAndBack(home, '.codex/config.toml', ['codex:plugin/gamma@kit', '--skill', 'gamma:help'], isOn);
});

const skillsAnswer = z.object({
  'skills/list': z.object({
    data: z.array(z.object({ skills: z.array(z.object({ name: z.string(), enabled: z.boolean() })) })),
  }),
});

async function skills(home: MountedHome) {
  const client = join(sharedFolder() ?? '', 'rig', 'codex-oracle.mjs');
  const call = ['--call', `skills/list={"cwds":["${homeInside}"]}`];
  const answer = await home
    .copy()
    .run(process.execPath, [client, '--home', homeInside, '--project', homeInside, ...call]);
  return skillsAnswer.parse(documentOf(answer))['skills/list'].data.flatMap((each) => each.skills);
}
