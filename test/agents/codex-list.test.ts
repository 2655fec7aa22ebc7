import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Plugin } from '#contract/plugin';
import { sharedFolder } from '#test/helpers/shared-folder';
import { type CodexRow, codexList, codexServers, formatsDocument, ourList, ownId } from './listed.ts';
import { corpusHome, documentOf, homeInside, type MountedHome } from './mounted-home.ts';

/** What Codex leaves out of `codex plugin list`: a whole marketplace, and what is on without being there. */
const signedInOnly = 'openai-curated';
const neverInstalled = [`figma@${signedInOnly}`, `ghost@${signedInOnly}`];

test.each([`…@${signedInOnly}`, ...neverInstalled, 'no-at-sign'])('%s is explained in the documentation', (name) => {
  expect(formatsDocument()).toContain(`\`${name}\``);
});

const trusted = `${homeInside}/work/trusted`;
const untrusted = `${homeInside}/work/untrusted`;

/** The corpus has no project of its own: one that Codex trusts and one that it does not, each overruling the user. */
function homeWithProjects(): MountedHome {
  const home = corpusHome('codex-home');
  appendFileSync(
    join(home.folder, '.codex', 'config.toml'),
    `\n[projects."${trusted}"]\ntrust_level = "trusted"\n\n[projects."${untrusted}"]\ntrust_level = "untrusted"\n`,
  );
  for (const project of ['trusted', 'untrusted']) {
    const file = join(home.folder, 'work', project, '.codex', 'config.toml');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      '[plugins."superpowers@superpowers-dev"]\nenabled = true\n\n[plugins."tracing@langsmith-codex-plugins"]\nenabled = false\n',
    );
  }
  return home;
}

const views: [string, string | undefined][] = [
  ['the user scope', undefined],
  ['a trusted project', trusted],
  ['a project that is not trusted', untrusted],
];

describe.each(views)('in %s', (_name, project) => {
  let theirs: CodexRow[];
  let ours: Plugin[];
  let home: MountedHome;

  beforeAll(async () => {
    home = homeWithProjects();
    theirs = await codexList(home, project);
    ours = (await ourList(home, project)).filter((row) => row.agent === 'codex');
  });

  test('every plugin Codex lists is here with the same version and enabled', () => {
    expect(theirs.map((row) => row.pluginId).sort()).toEqual([
      'compound-engineering@compound-engineering-plugin',
      'superpowers@superpowers-dev',
      'tracing@langsmith-codex-plugins',
    ]);
    for (const row of theirs) {
      const mine = ours.find((each) => each.kind === 'plugin' && ownId(each) === row.pluginId);
      expect([row.pluginId, mine?.version, mine?.effective.enabled]).toEqual([row.pluginId, row.version, row.enabled]);
    }
  });

  test('only what is explained one by one is listed by us alone', () => {
    const known = new Set(theirs.map((row) => row.pluginId));
    const extra = ours.filter((row) => row.kind === 'plugin' && !known.has(ownId(row))).map(ownId);
    const cached = readdirSync(join(home.folder, '.codex', 'plugins', 'cache', signedInOnly));
    expect(extra.sort()).toEqual([...cached.map((name) => `${name}@${signedInOnly}`), ...neverInstalled].sort());
  });

  test('the servers that stand alone are the same, on and off', async () => {
    const mine = ours.filter((row) => row.kind === 'mcp').map((row) => [row.name, row.effective.enabled]);
    const listed = (await codexServers(home, project)).map((row) => [row.name, row.enabled]);
    expect(mine.map(String).sort()).toEqual(listed.map(String).sort());
  });

  test('the app server agrees on plugins, and on hooks with their trust', async () => {
    const answer = await askAppServer(home, project ?? homeInside);
    const installed = answer['plugin/list'].marketplaces
      .flatMap((each) => each.plugins)
      .filter((each) => each.installed);
    for (const plugin of installed) {
      const mine = ours.find((each) => each.kind === 'plugin' && ownId(each) === plugin.id);
      expect([plugin.id, mine?.effective.enabled]).toEqual([plugin.id, plugin.enabled]);
    }
    expect(installed).toHaveLength(theirs.length);
    const hooked = answer['hooks/list'].data.flatMap((each) => each.hooks).filter((each) => each.pluginId !== null);
    for (const hook of hooked) {
      const mine = ours.find((each) => each.kind === 'plugin' && ownId(each) === hook.pluginId);
      expect([hook.pluginId, mine?.effective.enabled]).toEqual([hook.pluginId, true]);
      expect(mine?.problems.some((each) => each.code === 'hook-untrusted')).toBe(hook.trustStatus === 'untrusted');
    }
  });
});

const appServerAnswer = z.object({
  'plugin/list': z.object({
    marketplaces: z.array(
      z.object({ plugins: z.array(z.object({ id: z.string(), installed: z.boolean(), enabled: z.boolean() })) }),
    ),
  }),
  'hooks/list': z.object({
    data: z.array(z.object({ hooks: z.array(z.object({ pluginId: z.string().nullable(), trustStatus: z.string() })) })),
  }),
});

/** `codex app-server` on a fresh copy, through the rig's small client. */
async function askAppServer(home: MountedHome, cwd: string): Promise<z.infer<typeof appServerAnswer>> {
  const client = join(sharedFolder() ?? '', 'rig', 'codex-oracle.mjs');
  const calls = [`plugin/list={"cwds":["${cwd}"]}`, `hooks/list={"cwds":["${cwd}"]}`].flatMap((call) => [
    '--call',
    call,
  ]);
  const answer = await home
    .copy()
    .run(process.execPath, [client, '--home', homeInside, '--project', cwd, ...calls], { cwd });
  return appServerAnswer.parse(documentOf(answer));
}
