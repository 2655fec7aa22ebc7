import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bulkOutcomeSchema, bulkResultSchema } from '#contract/changes';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { changesOfMany, flipMany, manyAgent } from './many-agent.ts';

const json =
  '\uFEFF{\r\n\t// mine\r\n\t"enabledPlugins" : { "a":true , "b": false,\r\n\t\t"c": true }, // tail\r\n\t"other":[1,2]}';
const toml = [
  '# keep',
  '[plugins.k]',
  'enabled = true # mine',
  '',
  '[plugins."l"]',
  "name = 'l'",
  '[plugins.m]',
  'enabled=true',
].join('\r\n');

function setUp(texts: { json?: string; toml?: string } = { json, toml }) {
  const home = temporaryFolder();
  const data = join(temporaryFolder(), 'data');
  const files = { json: join(home, 'settings.json'), toml: join(home, 'config.toml') };
  if (texts.json !== undefined) writeFileSync(files.json, texts.json);
  if (texts.toml !== undefined) writeFileSync(files.toml, texts.toml);
  return { home, data, files };
}

const off = (ids: readonly string[]) => ({ wishes: ids.map((id) => ({ id, enable: false })), project: null });

describe('a change of several plugins', () => {
  it('is planned with one diff for each file and what is left out, and writes nothing before the yes', async () => {
    const { home, data, files } = setUp();
    const changes = changesOfMany(home, data);
    const outcome = bulkOutcomeSchema.parse(await changes.planMany(off(['c:a', 'x:k', 'c:b', 'c:c', 'p:q', 'x:m'])));
    if (!outcome.ok) throw new Error(outcome.reason);
    const { plan } = outcome;
    expect(plan.label).toBe('Disable 4 plugins');
    expect(plan.writes.map((each) => each.file)).toEqual([files.json, files.toml]);
    expect(plan.members.map(({ id, from, enable }) => [id, from, enable])).toEqual([
      ['c:a', 'enabled', false],
      ['c:c', 'enabled', false],
      ['x:k', 'enabled', false],
      ['x:m', 'enabled', false],
    ]);
    expect(plan.leftOut.map(({ id, code }) => [id, code])).toEqual([
      ['c:b', 'already'],
      ['p:q', 'managed'],
    ]);
    expect(plan.writes[0]?.diff.lines.filter((line) => line.kind === 'added').map((line) => line.text)).toEqual([
      '\t"enabledPlugins" : { "a":false , "b": false,',
      '\t\t"c": false }, // tail',
    ]);
    await changes.close();
    expect(readFileSync(files.json, 'utf8')).toBe(json);
    expect(readdirSync(home).toSorted()).toEqual(['config.toml', 'settings.json']);
  });

  it('writes both files as one group, keeps every other byte, is verified, and is undone as one', async () => {
    const { home, data, files } = setUp();
    const changes = changesOfMany(home, data);
    const result = bulkResultSchema.parse(await flipMany(changes, ['c:a', 'c:c', 'x:k', 'x:m'], false));
    expect(readFileSync(files.json, 'utf8')).toBe(
      json.replace('"a":true', '"a":false').replace('"c": true', '"c": false'),
    );
    expect(readFileSync(files.toml, 'utf8')).toBe(
      toml.replace('= true # mine', '= false # mine').replace('enabled=true', 'enabled=false'),
    );
    expect(result.unwritten).toEqual([]);
    expect(result.changes.map(({ verified, group, members }) => [verified, group?.file, members?.length])).toEqual([
      [true, 1, 2],
      [true, 2, 2],
    ]);
    expect(await changes.groupOf(result.changes[1]?.id ?? '')).toBe(result.group);
    const undo = await changes.planUndoGroup(result.group);
    if (!undo.ok) throw new Error(undo.reason);
    expect(undo.plan).toMatchObject({ label: 'Put back: Disable 4 plugins', undoes: result.group });
    const back = await changes.applyMany(undo.plan.planId);
    expect(back.changes.map(({ kind, verified }) => [kind, verified])).toEqual([
      ['undo', true],
      ['undo', true],
    ]);
    expect(readFileSync(files.json, 'utf8')).toBe(json);
    expect(readFileSync(files.toml, 'utf8')).toBe(toml);
    expect((await changes.list(10)).map((each) => each.state)).toEqual(['applied', 'applied', 'undone', 'undone']);
    expect(await changes.planUndoGroup(result.group)).toMatchObject({ ok: false });
    await changes.close();
  });

  it('enables what no file names yet, and its undo takes away the very file it made', async () => {
    const { home, data } = setUp({});
    const changes = changesOfMany(home, data);
    const result = await flipMany(changes, ['c:a', 'c:b', 'x:k', 'x:l'], true);
    expect(result.changes.map((each) => each.verified)).toEqual([true, true]);
    const undo = await changes.planUndoGroup(result.group);
    if (!undo.ok) throw new Error(undo.reason);
    await changes.applyMany(undo.plan.planId);
    expect(readdirSync(home)).toEqual([]);
    await changes.close();
  });

  it('refuses before writing anything when one of its files changed since the diff', async () => {
    const { home, data, files } = setUp();
    const changes = changesOfMany(home, data);
    const outcome = await changes.planMany(off(['c:a', 'x:k']));
    if (!outcome.ok) throw new Error(outcome.reason);
    writeFileSync(files.toml, `${toml}\n`);
    await expect(changes.applyMany(outcome.plan.planId)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(files.json, 'utf8')).toBe(json);
    expect(await changes.list(10)).toEqual([]);
    await changes.close();
  });

  it('says what was not written when a later file cannot be, and puts back what was', async () => {
    const { home, data, files } = setUp();
    const changes = changesOfMany(home, data);
    const outcome = await changes.planMany(off(['c:a', 'x:k']));
    if (!outcome.ok) throw new Error(outcome.reason);
    // What the first write brings about: the second file is another one by the time it is to be written.
    let isBent = false;
    changes.onRecorded(() => undefined);
    const bend = () => {
      if (isBent) return;
      isBent = true;
      renameSync(files.toml, join(home, 'elsewhere.toml'));
      symlinkSync(join(home, 'elsewhere.toml'), files.toml);
    };
    const result = await changes.applyMany(outcome.plan.planId, { progress: bend });
    expect(result.changes).toHaveLength(1);
    expect(result.changes[0]).toMatchObject({ applied: true, verified: true, file: files.json });
    expect(result.changes[0]?.note).toContain(`Not written with it: ${files.toml}`);
    expect(result.unwritten).toMatchObject([{ file: files.toml }]);
    const undo = await changes.planUndoGroup(result.group);
    if (!undo.ok) throw new Error(undo.reason);
    await changes.applyMany(undo.plan.planId);
    expect(readFileSync(files.json, 'utf8')).toBe(json);
    expect(readFileSync(files.toml, 'utf8')).toBe(toml);
    await changes.close();
  });

  it('stops between files when told to, and says so', async () => {
    const { home, data, files } = setUp();
    const changes = changesOfMany(home, data);
    const outcome = await changes.planMany(off(['c:a', 'x:k']));
    if (!outcome.ok) throw new Error(outcome.reason);
    const stop = new AbortController();
    const told: [number, number][] = [];
    const result = await changes.applyMany(outcome.plan.planId, {
      signal: stop.signal,
      progress: (done, total) => {
        told.push([done, total]);
        stop.abort();
      },
    });
    expect(told).toEqual([[1, 2]]);
    expect(result.unwritten).toEqual([{ file: files.toml, reason: 'It was stopped before this file.' }]);
    expect(readFileSync(files.toml, 'utf8')).toBe(toml);
    await changes.close();
  });

  it('puts back only its own where the file has changed elsewhere since, and leaves what was switched again', async () => {
    const { home, data, files } = setUp();
    const changes = changesOfMany(home, data);
    const result = await flipMany(changes, ['c:a', 'c:c'], false);
    const now = readFileSync(files.json, 'utf8');
    writeFileSync(files.json, now.replace('"a":false', '"a":null').replace('"other":[1,2]', '"other":[3]'));
    const undo = await changes.planUndoGroup(result.group);
    if (!undo.ok) throw new Error(undo.reason);
    expect(undo.plan.leftOut).toMatchObject([{ id: 'c:a', code: 'changed-since' }]);
    const back = await changes.applyMany(undo.plan.planId);
    expect(back.changes[0]).toMatchObject({
      verified: true,
      kind: 'undo',
      note: expect.stringContaining('left as they are: a'),
    });
    expect(readFileSync(files.json, 'utf8')).toBe(json.replace('"a":true', '"a":null').replace('[1,2]', '[3]'));
    await changes.close();
  });

  it('notes when another program wrote over it shortly after', async () => {
    const { home, data, files } = setUp();
    const changes = changesOfMany(home, data, { lookAgainMs: 50 });
    const result = await flipMany(changes, ['c:a', 'c:c'], false);
    writeFileSync(files.json, json);
    await changes.close();
    const again = changesOfMany(home, data);
    const [outside, ours] = await again.list(10);
    expect(outside).toMatchObject({ kind: 'outside' });
    expect(ours).toMatchObject({ id: result.changes[0]?.id, verified: false });
    await again.close();
  });

  it('makes one write of two names of one file', async () => {
    const { home, data, files } = setUp({ json });
    const there = manyAgent(home);
    symlinkSync(files.json, join(home, 'linked.json'));
    const decide: typeof there.decide = async (question, project) => {
      const decided = await there.decide(question, project);
      const { decision } = decided;
      if (!decision.ok || question.id !== 'c:c') return decided;
      const options = decision.options.map((each) => ({
        ...each,
        edit: { ...each.edit, file: join(home, 'linked.json') },
      }));
      return { ...decided, decision: { ...decision, options } };
    };
    const changes = changesOfMany(home, data, { decide });
    const result = await flipMany(changes, ['c:a', 'c:c'], false);
    expect(result.changes.map(({ file, verified }) => [file, verified])).toEqual([[files.json, true]]);
    await changes.close();
  });

  it('leaves out a file that does not parse and still switches the rest', async () => {
    const { home, data, files } = setUp({ json: '{"enabledPlugins": {', toml });
    const changes = changesOfMany(home, data);
    const outcome = await changes.planMany(off(['x:k']));
    expect(outcome.ok).toBe(true);
    const both = await changes.planMany({
      wishes: [
        { id: 'c:a', enable: true },
        { id: 'x:l', enable: true },
      ],
      project: null,
    });
    if (!both.ok) throw new Error(both.reason);
    expect(both.plan.writes.map((each) => each.file)).toEqual([files.toml]);
    expect(both.plan.leftOut).toMatchObject([{ id: 'c:a', code: 'broken-file' }]);
    await changes.close();
  });
});
