import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AgentScan, ScanContext } from '#agents/agent-module';
import { claudeCode } from '#agents/claude-code/claude-code';
import { countKinds } from '#agents/claude-code/package-reader';
import type { ReadPort } from '#agents/read-port';
import { pluginSchema } from '#contract/plugin';
import { nodeReadPort } from '#platform/read-port-node';
import { codes } from '../../../helpers/claude-home.ts';
import { scanContext } from '../../../helpers/scan-context.ts';
import { sharedFolderFor } from '../../../helpers/shared-folder.ts';

const home = '/home/dev';
const shared = sharedFolderFor('Claude Code on real plugin trees');
const corpus = join(shared ?? '', 'corpus', 'claude-home');

/** The files of the corpus say /home/dev; here they lie elsewhere. */
function movedPort(): ReadPort {
  const real = nodeReadPort();
  const there = (path: string) =>
    path === home || path.startsWith(`${home}/`) ? corpus + path.slice(home.length) : path;
  const back = (path: string | undefined) => (path?.startsWith(corpus) ? home + path.slice(corpus.length) : path);
  return {
    stat: (path) => real.stat(there(path)),
    list: (path) => real.list(there(path)),
    read: (path, maxBytes) => real.read(there(path), maxBytes),
    realpath: (path) => back(real.realpath(there(path))),
  };
}

const view = (project?: string): ScanContext =>
  scanContext({ port: movedPort(), home, ...(project === undefined ? {} : { project }) });

describe.runIf(shared !== undefined)('the home of real plugins', () => {
  let user: AgentScan;
  let shop: AgentScan;
  let audit: AgentScan;

  beforeAll(async () => {
    user = await claudeCode.scan(view());
    shop = await claudeCode.scan(view(`${home}/work/shop-api`));
    audit = await claudeCode.scan(view(`${home}/work/audit`));
  });

  const row = (scan: AgentScan, own: string) => {
    const found = scan.plugins.find((plugin) => plugin.id === `claude-code:plugin/${own}`);
    if (found === undefined) throw new Error(`No row for ${own}.`);
    return found;
  };

  test('shows what `claude plugin list` shows: 84 records, of which five are off', () => {
    for (const scan of [user, shop, audit]) {
      const recorded = scan.plugins.filter((plugin) => plugin.kind === 'plugin' && plugin.installs.length > 0);
      expect(recorded.flatMap((plugin) => plugin.installs)).toHaveLength(84);
      const off = recorded.filter((plugin) => !plugin.effective.enabled).map((plugin) => plugin.name);
      expect(off.sort()).toEqual(['hookify', 'imessage', 'legal', 'math-olympiad', 'playground']);
    }
  });

  test.each([
    ['ghost-plugin@claude-plugins-official', 'missing', true, 'recorded-not-cached'],
    ['example-plugin@claude-plugins-official', 'broken', true, 'not-in-marketplace'],
    ['slack@knowledge-work-plugins', 'broken', true, 'not-in-marketplace'],
    ['greptile@claude-plugins-official', 'disabled', false, 'cached-not-recorded'],
    ['playground@claude-plugins-official', 'disabled', false, 'no-switch-set'],
    ['commit-commands@claude-plugins-official', 'enabled', true, 'old-versions'],
    ['not-installed@superpowers-marketplace', 'missing', true, 'enabled-not-installed'],
  ])('%s is %s', (own, state, enabled, code) => {
    expect(row(user, own).effective).toMatchObject({ state, enabled });
    expect(codes(row(user, own))).toContain(code);
  });

  test('the project view tells who decides', () => {
    expect(row(shop, 'hookify@claude-plugins-official').effective.decidedBy).toMatchObject({
      scope: 'local',
      file: `${home}/work/shop-api/.claude/settings.local.json`,
    });
    expect(codes(row(shop, 'code-review@claude-code-plugins'))).toEqual([
      'enabled-not-installed',
      'marketplace-unknown',
    ]);
    expect(row(audit, 'audit-context-building@trailofbits').effective.state).toBe('missing');
    expect(
      row(shop, 'context7@claude-plugins-official')
        .installs.map((each) => each.scope)
        .sort(),
    ).toEqual(['project', 'user']);
  });

  test('the servers of the project have their approvals', () => {
    const servers = shop.plugins
      .filter((plugin) => plugin.kind === 'mcp')
      .map((plugin) => [plugin.name, plugin.effective.state]);
    expect(servers).toEqual([
      ['stripe', 'enabled'],
      ['postgres', 'enabled'],
      ['sentry', 'disabled'],
      ['no-type', 'broken'],
      ['memory', 'enabled'],
      ['linear', 'enabled'],
    ]);
  });

  test('every row and every component keeps to the contract', async () => {
    const context = view(`${home}/work/shop-api`);
    for (const plugin of shop.plugins) pluginSchema.parse(await claudeCode.describe(context, plugin));
  });

  test('as many components are described as are counted, and each lies in a file that is there', async () => {
    const context = view(`${home}/work/shop-api`);
    for (const plugin of shop.plugins) {
      const { components = [] } = await claudeCode.describe(context, plugin);
      expect([plugin.id, countKinds(components.map((each) => each.kind))]).toEqual([plugin.id, plugin.provides]);
      for (const { file } of components) expect([file, context.port.stat(file ?? '').kind]).toEqual([file, 'file']);
    }
  });

  test('only what the real Claude Code reports does not load', () => {
    const broken = user.plugins.filter((plugin) => plugin.kind === 'plugin' && plugin.effective.state === 'broken');
    expect(broken.map((plugin) => plugin.name).sort()).toEqual(['example-plugin', 'slack']);
  });

  test('no server of a plugin is held back that nothing stands beside', () => {
    const shadowed = user.plugins.flatMap((plugin) => plugin.problems.filter((each) => each.code === 'shadowed'));
    for (const each of shadowed) expect(each.message).toMatch(/: the server ".+" (of \S+ )?is the same one\.$/);
  });

  test('real packages are free of complaints about their shape', () => {
    const complaints = user.plugins.flatMap((plugin) =>
      plugin.problems.filter((each) => each.code.startsWith('manifest-') || each.code.startsWith('component-')),
    );
    expect(complaints.map((each) => each.code)).toEqual(['manifest-unknown-key']);
  });

  test('what the projects are', () => {
    expect(user.projects).toEqual([`${home}/work/audit`, `${home}/work/shop-api`]);
  });
});
