import { beforeAll, describe, expect, test } from 'vitest';
import type { Plugin } from '#contract/plugin';
import { type ClaudeRow, claudeList, formatsDocument, ourList, ownId } from './listed.ts';
import { corpusHome, homeInside } from './mounted-home.ts';

/** Ids that Claude Code's list leaves out, because it has one row per install record; each with its reason. */
const everywhere = {
  'not-installed@superpowers-marketplace': 'turned on in user settings, never installed',
  'greptile@claude-plugins-official': 'lies in the cache, no install record names it',
};
const inShopApi = { 'code-review@claude-code-plugins': 'turned on in the settings of shop-api, never installed' };
const inAudit = { 'audit-context-building@trailofbits': 'turned on in the local settings of audit, never installed' };

const views: [string, string | undefined, Record<string, string>][] = [
  ['the user scope', undefined, everywhere],
  ['work/shop-api', `${homeInside}/work/shop-api`, { ...everywhere, ...inShopApi }],
  ['work/audit', `${homeInside}/work/audit`, { ...everywhere, ...inAudit }],
];

test.each(Object.keys({ ...everywhere, ...inShopApi, ...inAudit }))('%s is explained in the documentation', (id) => {
  expect(formatsDocument()).toContain(`| \`${id}\` |`);
});

describe.each(views)('in %s', (_name, project, withoutRecord) => {
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

  test('only what is explained one by one is listed by us alone', () => {
    const known = new Set(theirs.map((row) => row.id));
    const extra = ours.map(ownId).filter((id) => !known.has(id));
    expect(extra.sort()).toEqual(Object.keys(withoutRecord).sort());
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
