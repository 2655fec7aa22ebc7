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

  test('the app server agrees on plugins, on their skills, and on hooks with their trust', async () => {
    const answer = await askAppServer(home, project ?? homeInside);
    const installed = answer['plugin/list'].marketplaces
      .flatMap((each) => each.plugins)
      .filter((each) => each.installed);
    expect(installed.map((each) => [each.id, each.enabled].join()).sort()).toEqual(
      theirs.map((each) => [each.pluginId, each.enabled].join()).sort(),
    );

    const known = new Set(installed.map((each) => each.id));
    const loaded = ours.filter((row) => row.kind === 'plugin' && known.has(ownId(row)) && row.effective.enabled);
    const mySkills = loaded.flatMap((row) =>
      (row.components ?? [])
        .filter((part) => part.kind === 'skill')
        .map((part) => [ownId(row), part.name, part.enabled]),
    );
    const theirSkills = answer['skills/list'].data
      .flatMap((each) => each.skills)
      .filter((skill) => skill.pluginId !== null)
      .map((skill) => [skill.pluginId, skill.name, skill.enabled]);
    expect(mySkills.map(String).sort()).toEqual(theirSkills.map(String).sort());

    const theirHooks = answer['hooks/list'].data.flatMap((each) => each.hooks).filter((each) => each.pluginId !== null);
    const waiting = theirHooks.filter((hook) => hook.trustStatus === 'untrusted').map((hook) => hook.pluginId);
    const withHooks = loaded.filter((row) => row.components?.some((part) => part.kind === 'hook'));
    const isWaiting = (row: Plugin) => row.problems.some((each) => each.code === 'hook-untrusted');
    expect(withHooks.map(ownId).sort()).toEqual([...new Set(theirHooks.map((hook) => String(hook.pluginId)))].sort());
    expect(withHooks.filter(isWaiting).map(ownId).sort()).toEqual([...new Set(waiting.map(String))].sort());
  });
});

const appServerAnswer = z.object({
  'plugin/list': z.object({
    marketplaces: z.array(
      z.object({ plugins: z.array(z.object({ id: z.string(), installed: z.boolean(), enabled: z.boolean() })) }),
    ),
  }),
  'skills/list': z.object({
    data: z.array(
      z.object({
        skills: z.array(z.object({ name: z.string(), enabled: z.boolean(), pluginId: z.string().nullable() })),
      }),
    ),
  }),
  'hooks/list': z.object({
    data: z.array(z.object({ hooks: z.array(z.object({ pluginId: z.string().nullable(), trustStatus: z.string() })) })),
  }),
});

/**
 * `codex app-server`, through the rig's small client. Each question has a fresh copy: plugin/list renews the cache from
 * the marketplaces, which in the corpus hold manifests without skills.
 */
async function askAppServer(home: MountedHome, cwd: string): Promise<z.infer<typeof appServerAnswer>> {
  const client = join(sharedFolder() ?? '', 'rig', 'codex-oracle.mjs');
  const ask = async (method: string): Promise<unknown> => {
    const call = `${method}=${JSON.stringify({ cwds: [cwd] })}`;
    const args = [client, '--home', homeInside, '--project', cwd, '--call', call];
    return documentOf(await home.copy().run(process.execPath, args, { cwd }));
  };
  const answers = await Promise.all(['skills/list', 'hooks/list', 'plugin/list'].map(ask));
  return appServerAnswer.parse(Object.assign({}, ...answers));
}
