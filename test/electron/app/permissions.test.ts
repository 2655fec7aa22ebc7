import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCall } from '#app/check-call';
import { acceptTools, toolChanges } from '#app/held-tools';
import { createPermissions, withGrant } from '#app/permissions';
import { followPolicy } from '#app/policy-file';
import { toolPinsFor } from '#app/tool-pins';
import { firstPolicy } from '#contract/compiled-policy';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const plugin = 'claude-code:mcp/db@user';
const silent = () => undefined;

function place() {
  const data = join(temporaryFolder(), 'data');
  const said: string[] = [];
  const pins = (isStrict = false) =>
    toolPinsFor({
      ...{ data, plugin, server: 'db', isStrict: () => isStrict, now: () => new Date(0) },
      say: (sentence) => said.push(sentence),
    });
  const tools = (...named: [string, string][]) =>
    new Map(named.map(([name, hash]) => [name, { hash, definition: { name } }] as const));
  return { data, said, pins, tools, permissions: createPermissions({ data, now: () => new Date(0) }) };
}

describe('what the user decided', () => {
  test('is kept for this user alone, and read back as it was', async () => {
    const { data, permissions } = place();
    expect(permissions.read()).toEqual(firstPolicy);
    const rule = await permissions.setRule({ effect: 'deny', plugin, tool: 'drop', reason: 'Never.' });
    expect(rule).toMatchObject({ id: 'r1', at: '1970-01-01T00:00:00.000Z' });
    expect(await permissions.setRule({ effect: 'ask', server: 'db' })).toMatchObject({ id: 'r2' });
    // About the very same calls: the rule is replaced and keeps its id.
    expect(await permissions.setRule({ effect: 'ask', plugin, tool: 'drop' })).toMatchObject({ id: 'r1' });
    await permissions.setDefault('writes', 'ask');
    await permissions.setStrict(true);
    await permissions.setUncaged(plugin, 'db', true);
    await permissions.setUncaged(plugin, 'db', true);
    const profile = withGrant(permissions.profile(plugin, 'db'), 'host', 'api.example', true);
    await permissions.setProfile(plugin, 'db', profile);
    const policy = createPermissions({ data, now: () => new Date() }).read();
    expect(policy.rules.map(({ id, effect }) => `${id} ${effect}`)).toEqual(['r2 ask', 'r1 ask']);
    expect(policy).toMatchObject({
      ...{ strict: true, uncaged: [`${plugin}/db`], defaults: { reads: 'allow', writes: 'ask', unknown: 'allow' } },
      profiles: { [`${plugin}/db`]: { hosts: ['api.example'] } },
    });
    expect(withGrant(profile, 'host', 'api.example', false).hosts).toEqual([]);
    expect(statSync(join(data, 'policy.json')).mode & 0o777).toBe(0o600);
    await permissions.removeRule('r1');
    await expect(permissions.removeRule('r1')).rejects.toThrow(/no rule r1/);
  });

  test('survives many changes at once', async () => {
    const { permissions } = place();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => permissions.setRule({ effect: 'deny', tool: `t${index}` })),
    );
    const { rules } = permissions.read();
    expect(new Set(rules.map(({ id }) => id)).size).toBe(20);
  });

  test.each([
    ['half a file', '{"v":1,'],
    ['another shape', '{"v":2}'],
    ['an unknown key', JSON.stringify({ ...firstPolicy, more: 1 })],
  ])('is never overwritten when it cannot be read (%s), and then everything is denied', async (_title, text) => {
    const { data, permissions } = place();
    mkdirSync(data);
    writeFileSync(join(data, 'policy.json'), text);
    expect(() => permissions.read()).toThrow(/every call is denied/);
    await expect(permissions.setRule({ effect: 'allow' })).rejects.toThrow(/Move it away/);
    expect(readFileSync(join(data, 'policy.json'), 'utf8')).toBe(text);
    const call = { plugin, server: 'db', tool: 'x', agent: 'claude-code', project: undefined } as const;
    expect(checkCall(data, call, silent)).toMatchObject({ effect: 'deny', by: 'system' });
  });
});

describe('the policy of the machine', () => {
  const rule = { id: 'corp', effect: 'deny', tool: 'drop' };

  test.runIf(process.getuid?.() === 0)('counts before the user’s when it is root’s alone', () => {
    const { data, said } = place();
    const path = join(data, '..', 'system.json');
    writeFileSync(path, JSON.stringify({ v: 1, rules: [rule] }), { mode: 0o644 });
    expect(followPolicy(data, (each) => said.push(each), path).read().system).toEqual([rule]);
    writeFileSync(path, '{');
    const broken = followPolicy(data, (each) => said.push(each), path).read();
    expect(broken.system).toMatchObject([{ id: 'unreadable-policy', effect: 'deny' }]);
  });

  test('does not count when others could have written it', () => {
    const { data, said } = place();
    const path = join(data, '..', 'system.json');
    writeFileSync(path, JSON.stringify({ v: 1, rules: [rule] }), { mode: 0o666 });
    // The umask may have taken the bits away.
    mkdirSync(data);
    const { system } = followPolicy(data, (each) => said.push(each), path).read();
    if (process.getuid?.() !== 0 || (statSync(path).mode & 0o022) !== 0) {
      expect(system).toEqual([]);
      expect(said.join()).toContain('do not count');
    } else expect(system).toEqual([rule]);
  });
});

describe('tools of a server', () => {
  test('are accepted at first sight; what is new or changed later waits until it is accepted', () => {
    const { data, pins, tools } = place();
    expect(toolChanges(data, plugin, 'db')).toBeUndefined();
    pins().saw(tools(['read', 'a'], ['drop', 'b']));
    expect(pins().accepted()).toEqual(
      new Map([
        ['read', 'a'],
        ['drop', 'b'],
      ]),
    );
    pins().saw(tools(['read', 'a2'], ['new', 'c']));
    expect(toolChanges(data, plugin, 'db')).toEqual({ added: ['new'], changed: ['read'], gone: ['drop'] });
    const call = { plugin, server: 'db', agent: undefined, project: undefined };
    expect(checkCall(data, { ...call, tool: 'read' }, silent)).toMatchObject({ by: 'held' });
    expect(checkCall(data, { ...call, tool: 'drop' }, silent)).toMatchObject({ by: 'unlisted' });
    acceptTools(data, plugin, 'db');
    expect(toolChanges(data, plugin, 'db')).toEqual({ added: [], changed: [], gone: [] });
    expect(checkCall(data, { ...call, tool: 'read' }, silent)).toMatchObject({ effect: 'allow', by: 'default' });
  });

  test('wait at first sight too where the policy is strict', () => {
    const { data, pins, tools } = place();
    pins(true).saw(tools(['read', 'a']));
    expect(pins().accepted()).toEqual(new Map());
    expect(toolChanges(data, plugin, 'db')).toMatchObject({ added: ['read'] });
  });

  test('count as not accepted when what was accepted cannot be read', () => {
    const { data, pins, tools, said } = place();
    pins().saw(tools(['read', 'a']));
    expect(() => acceptTools(data, plugin, 'other')).toThrow(/No tools of "other"/);
    acceptTools(data, plugin, 'db');
    const again = pins();
    for (const name of ['accepted', 'seen']) {
      const file = join(data, 'tools', `${fileOf(data)}.${name}.json`);
      writeFileSync(file, '{');
    }
    expect(again.accepted()).toEqual(new Map());
    expect(said.join()).toContain('no tool counts as accepted');
    expect(() => toolChanges(data, plugin, 'db')).toThrow(/Move it away/);
  });
});

function fileOf(data: string): string {
  return readdirSync(join(data, 'tools'))[0]?.split('.')[0] ?? '';
}
