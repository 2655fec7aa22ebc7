import { randomUUID } from 'node:crypto';
import type { SwitchDecision, SwitchOption } from '#agents/agent-module';
import type { BulkMember, BulkOutcome, BulkPlan, LeftOut, SwitchScope } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import { type FileState, readFileState, resolveTarget } from '#platform/file-state';
import { decodeText } from './config-text.ts';
import { type FindSecrets, shownDiff } from './hidden-values.ts';
import { choose } from './plan-switch.ts';
import type { PlannedWrite } from './planned-write.ts';
import { type Made, spliceMany } from './splice-many.ts';
import { whatRuns } from './what-runs.ts';

/** Of more plugins than that it is counted what they run, not listed. */
const MAX_DESCRIBED = 25;
const MAX_RUNS = 200;

/** What one plugin is to be. */
export interface Wish {
  id: string;
  enable: boolean;
}

/** A plugin as the disk says now, and what its agent's rules say to a flip of it. */
export interface Decision {
  plugin: Plugin;
  decision: SwitchDecision;
}

export interface ManyRequest {
  wishes: readonly Wish[];
  /** In the order of the wishes; undefined where nothing is known by that id. */
  decisions: readonly (Decision | undefined)[];
  project: string | null;
  scope?: SwitchScope;
  /** What the journal calls it; made of what it does when absent. */
  label?: string;
  find: FindSecrets;
  describe?(id: string, project: string | null): Promise<Plugin>;
  pace(): Promise<void>;
}

/** A plan of several writes as it was shown. */
export interface PlannedMany {
  plan: BulkPlan;
  writes: PlannedWrite[];
}

export type ManyOutcome = ({ ok: true } & PlannedMany) | Extract<BulkOutcome, { ok: false }>;

interface Chosen {
  wish: Wish;
  plugin: Plugin;
  option: SwitchOption;
  afterwards: readonly string[];
}

/** Turns the decisions of agents into one shown, exact write for each file. What cannot be switched is left out and said. Writes nothing. */
export async function planMany(request: ManyRequest): Promise<ManyOutcome> {
  const leftOut: LeftOut[] = [];
  const all: Chosen[] = [];
  for (const [index, wish] of request.wishes.entries()) {
    const chosen = chosenFor(wish, request.decisions[index], request.scope);
    if ('code' in chosen) leftOut.push(chosen);
    else all.push(chosen);
  }
  const writes: PlannedWrite[] = [];
  const switched: Chosen[] = [];
  for (const chosen of Map.groupBy(all, ({ option }) => targetOf(option.edit.file)).values()) {
    const planned = await planFile(chosen, request);
    leftOut.push(...planned.leftOut);
    if (planned.write !== undefined) writes.push(planned.write);
    switched.push(...planned.switched);
  }
  if (writes.length === 0) return { ok: false, reason: whyNothing(leftOut), leftOut };
  return { ok: true, writes, plan: await planOf(request, writes, switched, leftOut) };
}

/** Two names of one file, as through a link, are one write. A link that leads nowhere is refused when it is read. */
function targetOf(file: string): string {
  try {
    return resolveTarget(file);
  } catch (error) {
    if (error instanceof AppError) return file;
    throw error;
  }
}

function chosenFor(wish: Wish, decided: Decision | undefined, scope: SwitchScope | undefined): Chosen | LeftOut {
  if (decided === undefined) {
    return { id: wish.id, name: wish.id, code: 'not-found', reason: 'It is not there any more.' };
  }
  const { plugin, decision } = decided;
  const choice = decision.ok ? choose(scope === undefined ? {} : { scope }, decision.options) : decision;
  if (!choice.ok || !decision.ok) {
    const { code, reason } = choice.ok ? { code: 'no-switch', reason: '' } : choice;
    return { id: wish.id, name: plugin.name, code, reason };
  }
  return { wish, plugin, option: choice.option, afterwards: decision.afterwards };
}

interface PlannedFile {
  write?: PlannedWrite;
  switched: Chosen[];
  leftOut: LeftOut[];
}

async function planFile(chosen: readonly Chosen[], request: ManyRequest): Promise<PlannedFile> {
  const none = (code: string, reason: string): PlannedFile => ({
    switched: [],
    leftOut: chosen.map((each) => leave(each, code, reason)),
  });
  const [first] = chosen;
  if (first === undefined) return none('already', '');
  const { edit } = first.option;
  try {
    const before = readFileState(edit.file);
    const text = before.bytes === null ? '' : decodeText(before.bytes);
    if (text === undefined) return none('broken-file', `${before.path} is not UTF-8 text; mend it first.`);
    const operations = chosen.map((each) => each.option.edit.operation);
    const spliced = await spliceMany(edit.format, text, operations, request.pace);
    const isDone = (_each: unknown, index: number) => spliced.made[index]?.kind === 'done';
    const switched = chosen.filter(isDone);
    const leftOut = chosen.flatMap((each, index) => notMade(each, spliced.made[index], before.path));
    if (switched.length === 0) return { switched, leftOut };
    const after = Buffer.from(spliced.text);
    return { switched, leftOut, write: writeOf(switched, { before, after }, request) };
  } catch (error) {
    if (error instanceof AppError && error.code !== 'cancelled') return none('broken-file', error.message);
    throw error;
  }
}

function notMade(each: Chosen, made: Made | undefined, path: string): LeftOut[] {
  if (made?.kind === 'noop') return [leave(each, 'already', `${path} says so already.`)];
  return made?.kind === 'refused' ? [leave(each, 'broken-file', `${path}: ${made.reason}`)] : [];
}

function leave({ wish, plugin }: Chosen, code: string, reason: string): LeftOut {
  return { id: wish.id, name: plugin.name, code, reason };
}

function writeOf(
  switched: readonly Chosen[],
  { before, after }: { before: FileState; after: Buffer },
  { project, find }: ManyRequest,
): PlannedWrite {
  const [first] = switched;
  if (first === undefined) throw new Error('A write of nothing was planned.');
  const { edit, scope } = first.option;
  const operation = { kind: 'several', operations: switched.map((each) => each.option.edit.operation) } as const;
  return {
    ...{ kind: 'switch', file: edit.file, before, after, format: edit.format, operation },
    mark: { operation, inEffect: true },
    agentLock: edit.lock,
    wanted: first.wish.enable,
    members: switched.map(({ wish, plugin }) => ({
      ...{ plugin: wish.id, enable: wish.enable, enabledBefore: plugin.effective.enabled },
    })),
    plan: {
      ...{ planId: randomUUID(), id: '', enable: first.wish.enable, scope, options: [] },
      ...(project === null ? {} : { project }),
      ...{ file: before.path, fileHash: before.hash, runs: [], afterwards: [] },
      diff: shownDiff({ file: before.path, format: edit.format, find }, before.bytes, after),
    },
  };
}

async function planOf(
  request: ManyRequest,
  writes: readonly PlannedWrite[],
  switched: readonly Chosen[],
  leftOut: LeftOut[],
): Promise<BulkPlan> {
  const members = switched.map(
    ({ wish, plugin, option }): BulkMember => ({
      ...{ id: wish.id, name: plugin.name, from: plugin.effective.state, enable: wish.enable, scope: option.scope },
      file: option.edit.file,
    }),
  );
  return {
    planId: randomUUID(),
    label: request.label ?? labelOf(members),
    ...(request.project === null ? {} : { project: request.project }),
    writes: writes.map(({ plan: { file, fileHash, diff } }) => ({ file, fileHash, diff })),
    members,
    leftOut,
    runs: await runsOf(request, switched),
    afterwards: afterwardsOf(switched),
  };
}

/** What is said of one plugin alone is said with its name. */
function afterwardsOf(switched: readonly Chosen[]): string[] {
  const saidOf = new Map<string, string[]>();
  for (const { plugin, afterwards } of switched) {
    for (const sentence of afterwards) {
      const names = saidOf.get(sentence);
      if (names === undefined) saidOf.set(sentence, [plugin.name]);
      else names.push(plugin.name);
    }
  }
  const areSeveral = switched.length > 1;
  const lines = [...saidOf].map(([sentence, [name = '', ...others]]) =>
    areSeveral && others.length === 0 ? `${name}: ${sentence}` : sentence,
  );
  if (lines.length <= MAX_RUNS) return lines;
  return [...lines.slice(0, MAX_RUNS), `… and ${lines.length - MAX_RUNS} more lines like these.`];
}

function labelOf(members: readonly BulkMember[]): string {
  const verbs = [...new Set(members.map((each) => (each.enable ? 'Enable' : 'Disable')))];
  const [only] = members;
  const verb = verbs.length === 1 ? (verbs[0] ?? '') : 'Switch';
  return members.length === 1 && only !== undefined ? `${verb} ${only.name}` : `${verb} ${members.length} plugins`;
}

function whyNothing(leftOut: readonly LeftOut[]): string {
  if (leftOut.every((each) => each.code === 'already')) return 'All of them are so already.';
  const [only] = leftOut;
  return leftOut.length === 1 && only !== undefined ? only.reason : 'None of them can be switched.';
}

async function runsOf(request: ManyRequest, switched: readonly Chosen[]): Promise<string[]> {
  const on = switched.filter(({ wish }) => wish.enable);
  const { describe } = request;
  const lines: string[] = [];
  for (const { wish, plugin } of on) {
    await request.pace();
    const known =
      on.length <= MAX_DESCRIBED && describe !== undefined ? await describe(wish.id, request.project) : plugin;
    lines.push(...whatRuns(known, undefined, true).map((line) => `${plugin.name}: ${line}`));
  }
  if (lines.length <= MAX_RUNS) return lines;
  return [...lines.slice(0, MAX_RUNS), `… and ${lines.length - MAX_RUNS} more lines like these.`];
}
