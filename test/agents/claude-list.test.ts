import { beforeAll, describe, expect, test } from 'vitest';
import type { Plugin } from '#contract/plugin';
import { type ClaudeRow, claudeList, ourList, ownId } from './listed.ts';
import { corpusHome, homeInside } from './mounted-home.ts';

const views: [string, string | undefined][] = [
  ['the user scope', undefined],
  ['work/shop-api', `${homeInside}/work/shop-api`],
  ['work/audit', `${homeInside}/work/audit`],
];

/**
 * Ids that Claude Code's list leaves out, because it has one row per install record; each is explained in
 * docs/plugin-formats.md.
 */
const withoutRecord: Record<string, string> = {
  'not-installed@superpowers-marketplace': 'turned on in user settings, never installed',
  'code-review@claude-code-plugins': 'turned on in the settings of shop-api, never installed',
  'audit-context-building@trailofbits': 'turned on in the local settings of audit, never installed',
  'greptile@claude-plugins-official': 'lies in the cache, no install record names it',
};

describe.each(views)('in %s', (_name, project) => {
  let theirs: ClaudeRow[];
  let ours: Plugin[];

  beforeAll(async () => {
    const home = corpusHome('claude-home');
    theirs = await claudeList(home, project);
    ours = (await ourList(home, project)).filter((row) => row.agent === 'claude-code' && row.kind === 'plugin');
  });

  test('every install record is listed by both, with the same scope and project', () => {
    const records = ours.flatMap((row) => row.installs.map((each) => [ownId(row), each.scope, each.projectPath ?? '']));
    const listed = theirs.map((row) => [row.id, row.scope, row.projectPath ?? '']);
    expect(records.map(String).sort()).toEqual(listed.map(String).sort());
    expect(listed.length).toBeGreaterThan(80);
  });

  test('what only we list is explained one by one', () => {
    const known = new Set(theirs.map((row) => row.id));
    const extra = ours.map(ownId).filter((id) => !known.has(id));
    for (const id of extra) expect(Object.keys(withoutRecord)).toContain(id);
  });

  test('each record has the same version, and each plugin the same enabled', () => {
    for (const row of theirs) {
      const mine = ours.find((each) => ownId(each) === row.id);
      const install = mine?.installs.find((each) => each.scope === row.scope && each.projectPath === row.projectPath);
      expect([row.id, install?.version, mine?.effective.enabled]).toEqual([row.id, row.version, row.enabled]);
    }
  });

  test('what Claude Code says it cannot load is broken or missing here, and nothing else that is on', () => {
    const failing = theirs.filter((row) => row.enabled && row.errors !== undefined).map((row) => row.id);
    const listed = new Set(theirs.map((row) => row.id));
    const unhealthy = ours
      .filter((row) => row.effective.state === 'broken' || row.effective.state === 'missing')
      .map(ownId)
      .filter((id) => listed.has(id));
    expect(unhealthy.sort()).toEqual(failing.sort());
  });
});
