import { describe, expect, test } from 'vitest';
import { codex } from '#agents/codex/codex';
import type { ReadPort } from '#agents/read-port';
import { nodeReadPort } from '#platform/read-port-node';
import { codes, codexContext, row } from '../../../helpers/codex-home.ts';
import { scanContext } from '../../../helpers/scan-context.ts';
import { sharedFolderFor } from '../../../helpers/shared-folder.ts';

const shared = sharedFolderFor('Codex over a home of real plugins');

/** Reads `folder` as if it lay at `home`, the name its files use. */
function movedPort(folder: string, home: string): ReadPort {
  const port = nodeReadPort();
  const there = (path: string) =>
    path === home || path.startsWith(`${home}/`) ? folder + path.slice(home.length) : path;
  const back = (path: string | undefined) => (path?.startsWith(folder) ? home + path.slice(folder.length) : path);
  return {
    stat: (path) => port.stat(there(path)),
    list: (path) => port.list(there(path)),
    read: (path, maxBytes) => port.read(there(path), maxBytes),
    realpath: (path) => back(port.realpath(there(path))),
  };
}

/**
 * What `codex plugin list --json` of 0.169.0 said of this home: the first three always, the others while signed in with
 * ChatGPT.
 */
const listed = [
  'compound-engineering@compound-engineering-plugin 3.23.1 true',
  'tracing@langsmith-codex-plugins 0.0.6 true',
  'superpowers@superpowers-dev 6.2.0 false',
  ...[
    'linear',
    'gmail',
    'netlify',
    'superpowers',
    'github',
    'circleci',
    'deepnote',
    'sentry',
    'build-macos-apps',
    'zotero',
    'expo',
  ],
  ...[
    'coderabbit',
    'plugin-eval',
    'temporal',
    'supabase',
    'openai-developers',
    'mixpanel-headless',
    'midpage',
    'base44',
    'replayio',
  ],
  ...['slack', 'canva', 'notion', 'hex'].map((name) => `${name}@openai-curated 3fdeeb49 false`),
].map((line) => (line.includes('@') ? line : `${line}@openai-curated 3fdeeb49 true`));

describe.runIf(shared !== undefined)('Codex over a home of real plugins', () => {
  const context = () =>
    scanContext({ port: movedPort(`${shared ?? ''}/corpus/codex-home`, '/home/dev'), home: '/home/dev' });

  test('agrees with codex plugin list on presence, version and enabled', async () => {
    const scan = await codex.scan(context());
    const installed = scan.plugins.filter((plugin) => plugin.kind === 'plugin' && plugin.installs.length > 0);
    expect(
      installed
        .map((plugin) => `${plugin.name}@${plugin.marketplace} ${plugin.version} ${plugin.effective.enabled}`)
        .sort(),
    ).toEqual([...listed].sort());
  });

  test('shows what is switched on but not there, and what is no id', async () => {
    const scan = await codex.scan(context());
    for (const name of ['ghost', 'figma']) {
      expect(row(scan, `codex:plugin/${name}@openai-curated`).effective).toMatchObject({
        state: 'missing',
        enabled: true,
      });
    }
    expect(scan.agent.problems).toMatchObject([{ code: 'switch-id-invalid', line: 112 }]);
    expect(scan.projects).toEqual(['/home/a/work/app']);
  });

  test('agrees with codex mcp list on the servers that stand alone', async () => {
    const scan = await codex.scan(context());
    const servers = scan.plugins
      .filter((plugin) => plugin.kind === 'mcp')
      .map((plugin) => [plugin.name, plugin.effective.enabled]);
    expect(servers).toEqual([
      ['context7', true],
      ['my.server-one', false],
    ]);
  });

  test('agrees with hooks/list: one hook, of tracing, not trusted', async () => {
    const scan = await codex.scan(context());
    const tracing = row(scan, 'codex:plugin/tracing@langsmith-codex-plugins');
    expect(codes(tracing)).toEqual(['hook-untrusted']);
    const { components } = await codex.describe(context(), tracing);
    expect(components).toMatchObject([
      {
        kind: 'hook',
        name: 'tracing@langsmith-codex-plugins:hooks/hooks.json:stop:0:0',
        event: 'Stop',
        trust: 'untrusted',
        enabled: true,
      },
    ]);
    const hooked = scan.plugins.filter((plugin) => plugin.effective.enabled && plugin.provides.hooks > 0);
    expect(hooked).toHaveLength(1);
  });

  test('describes each plugin with as many parts as it counted', async () => {
    const scan = await codex.scan(context());
    for (const plugin of scan.plugins) {
      const { components = [] } = await codex.describe(context(), plugin);
      const count = (kind: string) => components.filter((component) => component.kind === kind).length;
      expect([plugin.id, count('skill'), count('hook'), count('mcp-server'), count('app')]).toEqual([
        plugin.id,
        plugin.provides.skills,
        plugin.provides.hooks,
        plugin.provides.mcpServers,
        plugin.provides.apps,
      ]);
      expect(new Set(components.map((component) => `${component.kind}\0${component.name}`)).size).toBe(
        components.length,
      );
    }
    const github = await codex.describe(context(), row(scan, 'codex:plugin/github@openai-curated'));
    expect(github.components?.find((component) => component.kind === 'mcp-server')).toMatchObject({
      type: 'http',
      url: 'https://api.githubcopilot.com/mcp/',
      env: ['GITHUB_PAT_TOKEN'],
      enabled: true,
    });
    const superpowers = await codex.describe(context(), row(scan, 'codex:plugin/superpowers@openai-curated'));
    expect(superpowers.components?.find((component) => component.name === 'superpowers:brainstorming')).toMatchObject({
      enabled: false,
    });
  });

  test('watches at most three places for each plugin', async () => {
    const scan = await codex.scan(context());
    const cached = scan.watch.filter((target) => target.path.includes('/plugins/cache/'));
    expect(cached.length).toBeLessThanOrEqual(3 * 27 + 5);
  });
});

describe.runIf(shared !== undefined)('real Codex configurations', () => {
  const text = (name: string) => {
    const outcome = nodeReadPort().read(`${shared ?? ''}/corpus/codex-configs/${name}`);
    if (!outcome.ok) throw new Error(outcome.detail);
    return outcome.text;
  };

  test('one of the desktop app on Windows', async () => {
    const home = 'C:\\Users\\mikel';
    const scan = await codex.scan({
      ...codexContext({ [`${home}\\.codex\\config.toml`]: text('villoh-windows/config.toml') }, { platform: 'win32' }),
      machine: { platform: 'win32', home, env: {}, osPolicy: () => undefined },
    });
    expect(scan.agent.problems.map((each) => each.code)).toEqual(
      Array.from({ length: 5 }, () => 'marketplace-missing'),
    );
    expect(scan.plugins.filter((plugin) => plugin.kind === 'plugin')).toHaveLength(14);
    expect(row(scan, 'codex:plugin/chrome@openai-bundled').effective).toMatchObject({
      state: 'missing',
      enabled: true,
    });
    expect(row(scan, 'codex:mcp/node_repl@user').effective.state).toBe('enabled');
    expect(scan.projects[0]).toBe('c:\\users\\mikel\\documents\\codex\\2026-07-14\\hey');
  });

  test('one of macOS without plugins, and a hooks file', async () => {
    const files = {
      '/Users/ada/.codex/config.toml': text('d-kuro/config.toml'),
      '/Users/ada/.codex/hooks.json': text('tak848/hooks.json'),
    };
    const context = codexContext(files, { platform: 'darwin' });
    const scan = await codex.scan(context);
    expect(scan.plugins.map((plugin) => plugin.id)).toEqual(['codex:hooks/hooks.json@user']);
    expect((await codex.describe(context, row(scan, 'codex:hooks/hooks.json@user'))).components).toMatchObject([
      { event: 'PermissionRequest', command: 'ccgate codex', trust: 'untrusted' },
    ]);
  });
});
