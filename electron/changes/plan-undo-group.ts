import { randomUUID } from 'node:crypto';
import type { BulkMember, LeftOut } from '#contract/changes';
import type { Plugin } from '#contract/plugin';
import type { Entry } from './journal.ts';
import type { ManyOutcome } from './plan-many.ts';
import { planUndo, type UndoMeans } from './plan-undo.ts';
import type { PlannedWrite } from './planned-write.ts';
import { whatRuns } from './what-runs.ts';

const MAX_RUNS = 200;

/**
 * Puts back the writes of one group, the last first: as `planUndo` does for each, and as one change. A file that cannot be put
 * back is left out and said. `plugins` are those there are now. Writes nothing.
 */
export function planUndoGroup(
  entries: readonly Entry[],
  plugins: ReadonlyMap<string, Plugin>,
  means: UndoMeans,
): ManyOutcome {
  const writes: PlannedWrite[] = [];
  const leftOut: LeftOut[] = [];
  const members: BulkMember[] = [];
  const nameOf = (id: string) => plugins.get(id)?.name ?? id;
  for (const entry of entries.toReversed()) {
    const planned = planUndo(entry, undefined, means);
    const wanted = new Set(planned.ok ? (planned.write.members ?? []).map((each) => each.plugin) : []);
    const reason = planned.ok ? 'It was changed again since; it is left as it is.' : planned.refusal.reason;
    const code = planned.ok ? 'changed-since' : planned.refusal.code;
    for (const { plugin: id } of entry.members ?? []) {
      if (!wanted.has(id)) leftOut.push({ id, name: nameOf(id), code, reason });
    }
    if (!planned.ok) continue;
    const left = (entry.members ?? []).filter(({ plugin: id }) => !wanted.has(id)).map(({ plugin: id }) => nameOf(id));
    const remark = left.length === 0 ? undefined : `Changed again since, and left as they are: ${left.join(', ')}.`;
    writes.push({ ...planned.write, remark });
    for (const { plugin: id, enable } of planned.write.members ?? []) {
      const from = plugins.get(id)?.effective.state ?? 'missing';
      members.push({ id, name: nameOf(id), from, enable, scope: planned.write.plan.scope, file: entry.file });
    }
  }
  const [first] = entries;
  if (writes.length === 0 || first?.group === undefined) {
    return { ok: false, reason: leftOut[0]?.reason ?? 'Nothing of it is left to put back.', leftOut };
  }
  const on = members.filter((each) => each.enable);
  const runs = on.flatMap(({ id, name }) => {
    const plugin = plugins.get(id);
    return plugin === undefined ? [] : whatRuns(plugin, undefined, true).map((line) => `${name}: ${line}`);
  });
  const secrets = writes.flatMap(({ plan }) => plan.writesSecrets ?? []);
  return {
    ok: true,
    writes,
    plan: {
      planId: randomUUID(),
      label: `Put back: ${first.group.label}`,
      ...(first.project === undefined ? {} : { project: first.project }),
      writes: writes.map(({ plan: { file, fileHash, diff } }) => ({ file, fileHash, diff })),
      members,
      leftOut,
      runs: [...writes.flatMap(({ plan }) => plan.runs), ...runs].slice(0, MAX_RUNS),
      ...(secrets.length === 0 ? {} : { writesSecrets: secrets }),
      afterwards: [...new Set(writes.flatMap(({ plan }) => plan.afterwards))],
      undoes: first.group.id,
    },
  };
}
