import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCallStore } from '#history/call-store';
import { hiddenText } from '#history/hidden-text';
import type { NewFact } from '#history/new-facts';
import { batchOf, body, endOf, noon, startOf } from '#test/helpers/call-facts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const session = '7d3f1c52-90aa-4b8e-8e11-5f0c2d9a4b77';
const project = '/work/xylophone quartz';
const slug = '-work-xylophone-quartz';
const path = `/home/me/.claude/projects/${slug}/${session}.jsonl`;

function opened(folder = temporaryFolder()) {
  const store = openCallStore(folder);
  onTestFinished(() => {
    if (store.database.isOpen) store.close();
  });
  const takeIn = (file: string, state: string, ...facts: NewFact[]) => {
    const batch = batchOf(facts, file);
    return store.takeIn({ ...batch, progress: { ...batch.progress, state } });
  };
  const forget = (...callIds: string[]) => {
    const all = [...store.columnRows()].flatMap(({ id }) => store.detail(id) ?? []);
    store.forget(all.filter((call) => callIds.includes(call.callId)).map(({ id }) => id));
    expect(store.clean(Number.POSITIVE_INFINITY)).toBe('done');
  };
  const filesWith = (text: string) =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
  const ids = () => [...store.columnRows()].map(({ id }) => store.detail(id)?.callId);
  return { store, takeIn, forget, filesWith, ids };
}

const mine = { session, project };
const forgotten = [startOf('a', mine), endOf('a', { session, result: body('done') })];
const child: NewFact[] = [
  { kind: 'session', session: 'child', descendsFrom: [session], parentSession: session, parentCall: 'a' },
  startOf('c', { session: 'child', at: noon + 90_000 }),
];

test('no file of the store names a forgotten session or project, whatever stood beside its calls', () => {
  const { store, takeIn, forget, filesWith, ids } = opened();
  takeIn(path, JSON.stringify({ session, cwd: project }), ...forgotten);
  takeIn(`/home/me/.cache/${slug}/mcp-logs-web/1.jsonl`, '');
  takeIn('/home/me/.claude/projects/-work-other/child.jsonl', JSON.stringify({ open: [session] }), ...child);
  store.noteProblem({ file: path, code: 'transcript-line-invalid', message: 'No JSON.', line: 3 });
  store.noteProblem({ file: '/t.jsonl', code: 'file-unreadable', message: `${project} is no folder.` });
  store.noteProblem({ file: '/t.jsonl', code: 'transcript-line-invalid', message: 'No JSON.', line: 1 });
  for (const text of [session, project, slug]) expect(filesWith(text)).not.toEqual([]);
  forget('a');
  for (const text of [session, project, slug, 'xylophone']) expect(filesWith(text)).toEqual([]);
  expect(store.problems(10)).toHaveLength(1);
  expect(ids()).toEqual(['c']);
  expect(store.integrity()).toEqual([]);
});

test('a file of a forgotten session is not opened again before it changes, and then stays forgotten', () => {
  const { store, takeIn, forget, ids, filesWith } = opened();
  takeIn(path, '', ...forgotten);
  forget('a');
  expect(store.allProgress()).toMatchObject([{ path: hiddenText(path), offset: 0, size: 10, modifiedMs: 1 }]);
  takeIn(path, '', ...forgotten, startOf('b', { ...mine, at: noon + 5_000 }));
  expect(ids()).toEqual(['b']);
  expect(store.allProgress().map((progress) => progress.path)).toEqual([path]);
  forget('b');
  expect(filesWith(session)).toEqual([]);
});

test('a copy of a forgotten call in a session that descends from its own stays away, also after a new start', () => {
  const folder = temporaryFolder();
  const first = opened(folder);
  first.takeIn(path, '', ...forgotten);
  first.takeIn('/child.jsonl', '', ...child);
  first.forget('a');
  expect(first.filesWith(session)).toEqual([]);
  first.store.close();
  const { takeIn, ids, store } = opened(folder);
  const copy = { session: 'child', at: noon + 9_000 };
  takeIn('/child.jsonl', '', startOf('a', copy), endOf('a', { session: 'child' }));
  expect(ids()).toEqual(['c']);
  takeIn(path, '', startOf('d', { ...mine, at: noon + 20_000 }));
  const names = [...store.columnRows()].map((row) => row.session);
  expect(names).toEqual([session, 'child']);
});
