import { describe, expect, test } from 'vitest';
import { endOf, endsOf, readLines, sharedRollouts, startsOf } from '../../../helpers/codex-rollouts.ts';
import { type Counted, countPlainly } from '../../../helpers/plain-rollout-count.ts';
import { sharedFolderFor } from '../../../helpers/shared-folder.ts';

/** The reader's id of a call without one is made from its line. */
function plainId(callId: string): string {
  return callId.replace(/^gatehouse:line-/, '#');
}

const shared = sharedFolderFor('the calls of Codex rollouts, counted a second time');
const files = sharedRollouts();

describe.runIf(shared !== undefined)('the calls of a rollout, counted a second time', () => {
  test.each(files.map((file) => [file.relative, file] as const))('are the same in %s', (_name, file) => {
    const counted = countPlainly(file);
    const observed = readLines(file.lines, file.relative).flat();
    const tools = startsOf(observed).filter((each) => each.type === 'tool');
    const ids = tools.map((each) => plainId(each.callId)).sort();
    expect(ids).toEqual([...counted.ids].sort());

    const native = endsOf(observed).filter((each) => each.rank === 2);
    expect(native.map((each) => [plainId(each.callId), each.outcome])).toEqual(counted.outcomes);

    const dangling = tools.filter((each) => endOf(observed, each.callId) === undefined);
    const open = [...counted.ids].filter((id) => !counted.ended.has(id) && !counted.cancelled.has(id));
    expect(dangling.map((each) => plainId(each.callId)).sort()).toEqual(open.sort());

    const cancelled = endsOf(observed).filter((each) => each.rank === 0 && each.outcome === 'cancelled');
    expect(cancelled.map((each) => plainId(each.callId)).sort()).toEqual([...counted.cancelled].sort());
  });

  test('are enough to mean something', () => {
    const all = files.map(countPlainly);
    const sum = (of: (each: Counted) => number) => all.reduce((total, each) => total + of(each), 0);
    expect(files.length).toBeGreaterThanOrEqual(30);
    expect(sum((each) => each.ids.size)).toBeGreaterThanOrEqual(70);
    expect(sum((each) => each.outcomes.length)).toBeGreaterThanOrEqual(40);
  });
});
