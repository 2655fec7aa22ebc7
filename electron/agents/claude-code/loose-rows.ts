import type { WatchTarget } from '#agents/agent-module';
import { folderEntries } from '#agents/folder-entries';
import { hostileName } from '#agents/hostile-name';
import type { Entry } from '#agents/read-port';
import { asRecord, asString } from '#agents/shapes';
import { type Effective, type Layer, nothingProvided, type Plugin, type Problem } from '#contract/plugin';
import { standaloneId } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import type { ClaudeFacts } from './claude-facts.ts';
import { skillComponent } from './component-skills.ts';
import { optional } from './install-records.ts';
import { pointerOf } from './pointer.ts';
import { looseVerdict, type Verdict } from './policy.ts';
import type { SettingsLayer } from './settings-layers.ts';

export interface LoosePart {
  id: string;
  kind: 'skill' | 'command' | 'agent';
  name: string;
  scope: 'user' | 'project';
  folder?: string;
  file: string;
}

const places = [
  { kind: 'skill', folder: 'skills' },
  { kind: 'command', folder: 'commands' },
  { kind: 'agent', folder: 'agents' },
] as const;

/** Skills, commands and sub-agents that belong to no plugin, of the user and of the project in view. */
export function looseParts(facts: ClaudeFacts): { parts: LoosePart[]; watch: WatchTarget[]; problems: Problem[] } {
  const { at, context } = facts;
  const { paths } = at;
  const roots: { dir: string; scope: 'user' | 'project'; folder?: string }[] = [{ dir: at.configDir, scope: 'user' }];
  if (context.project !== undefined) {
    const dir = paths.join(context.project, '.claude');
    if (!paths.isSame(dir, at.configDir)) roots.push({ dir, scope: 'project', folder: context.project });
  }
  const watch: WatchTarget[] = [];
  const problems: Problem[] = [];
  const entriesOf: EntriesOf = (folder) => folderEntries(facts.context.port, folder, problems);
  const parts = roots.flatMap(({ dir, scope, folder }) =>
    places.flatMap((place) => {
      const root = paths.join(dir, place.folder);
      watch.push({ path: root, kind: 'entries' });
      const found = place.kind === 'skill' ? skillFiles(facts, root, entriesOf) : markdownFiles(facts, root, entriesOf);
      return found.map(
        ({ name, file }): LoosePart => ({
          id: standaloneId('claude-code', place.kind, name, scope, folder),
          kind: place.kind,
          name,
          scope,
          ...optional('folder', folder),
          file,
        }),
      );
    }),
  );
  watch.push(...parts.map((part): WatchTarget => ({ path: part.file, kind: 'file' })));
  return { parts, watch, problems };
}

type EntriesOf = (folder: string) => readonly Entry[];

/** A folder with a manifest is a plugin, not a skill. */
function skillFiles(facts: ClaudeFacts, root: string, entriesOf: EntriesOf): { name: string; file: string }[] {
  const { port } = facts.context;
  const { paths } = facts.at;
  return entriesOf(root).flatMap((entry) => {
    if (entry.kind !== 'directory' && entry.kind !== 'link') return [];
    const dir = paths.join(root, entry.name);
    const file = paths.join(dir, 'SKILL.md');
    const isPlugin = port.stat(paths.join(dir, '.claude-plugin', 'plugin.json')).kind === 'file';
    const kind = port.stat(file).kind;
    // Something odd in place of SKILL.md is listed too, with its problem.
    return isPlugin || kind === 'missing' ? [] : [{ name: entry.name, file }];
  });
}

/** Folders below `commands` or `agents` that are looked into. */
const maxDepth = 4;

function markdownFiles(
  facts: ClaudeFacts,
  folder: string,
  entriesOf: EntriesOf,
  below: readonly string[] = [],
): { name: string; file: string }[] {
  const { paths } = facts.at;
  return entriesOf(folder).flatMap((entry) => {
    const path = paths.join(folder, entry.name);
    if (entry.kind === 'directory')
      return below.length === maxDepth ? [] : markdownFiles(facts, path, entriesOf, [...below, entry.name]);
    if (!entry.name.endsWith('.md')) return [];
    return [{ name: [...below, entry.name.slice(0, -3)].join(':'), file: path }];
  });
}

export function looseRow(facts: ClaudeFacts, part: LoosePart): Plugin {
  const read = facts.context.memo.remember(part.file, 'loose', () =>
    skillComponent(facts.context, part.file, part.kind, part.name),
  );
  const odd = hostileName(part.name);
  const count = { skill: { skills: 1 }, command: { commands: 1 }, agent: { agents: 1 } }[part.kind];
  return {
    id: part.id,
    agent: 'claude-code',
    kind: part.kind,
    name: part.name,
    ...optional('description', read.description),
    installs: [{ scope: part.scope, ...optional('projectPath', part.folder), path: part.file, exists: true }],
    effective: resolveLoose(facts, part),
    provides: { ...nothingProvided, ...count },
    problems: [
      ...(odd === undefined ? [] : [problem('hostile-name', `Its name is odd. ${odd}`, { file: part.file })]),
      ...(read.reason === undefined ? [] : [problem('component-invalid', read.reason, { file: part.file })]),
    ],
    switch: switchState(facts, part),
  };
}

/** `skillOverrides` counts for skills and commands alike, by the name of their folder or file (seen with Claude Code 2.1.330). */
function hasOverride(part: LoosePart): boolean {
  return part.kind !== 'agent';
}

function switchState(facts: ClaudeFacts, part: LoosePart): Plugin['switch'] {
  if (!hasOverride(part)) {
    return { can: false, reason: `Claude Code has no switch for a loose ${part.kind}; remove or rename its file.` };
  }
  const managed = facts.settings.layers.find(
    (layer) => layer.scope === 'managed' && overrideIn(layer, part.name) !== undefined,
  );
  if (managed !== undefined) return { can: false, reason: `Managed settings decide it (${managed.file}).` };
  const verdict = verdictOn(facts, part);
  return verdict === undefined ? { can: true } : { can: false, reason: verdict.reason };
}

function verdictOn(facts: ClaudeFacts, part: LoosePart): Verdict | undefined {
  if (part.kind === 'command') return undefined;
  return looseVerdict(facts.settings, part.kind === 'skill' ? 'skills' : 'agents');
}

export function describeLoose(facts: ClaudeFacts, part: LoosePart, row: Plugin): Plugin {
  // A loose skill goes by the name of its folder, whatever its front matter says.
  return {
    ...row,
    components: [{ ...skillComponent(facts.context, part.file, part.kind, part.name), name: part.name }],
  };
}

/** `skillOverrides` can hide a loose skill or command: on, name-only, user-invocable-only, off (documentation "Claude Code settings reference"). */
function resolveLoose(facts: ClaudeFacts, part: LoosePart): Effective {
  const pointer = pointerOf('skillOverrides', part.name);
  const layers = facts.settings.layers.map((layer): Layer => {
    const value = hasOverride(part) ? overrideIn(layer, part.name) : undefined;
    return { scope: layer.scope, file: layer.file, pointer, value: value ?? '', wins: false };
  });
  const verdict = verdictOn(facts, part);
  if (verdict !== undefined) {
    return {
      state: 'blocked',
      enabled: false,
      decidedBy: { scope: verdict.layer.scope, file: verdict.layer.file, pointer: verdict.key, reason: verdict.reason },
      layers: hasOverride(part) ? layers : [],
    };
  }
  const winner = layers.find((layer) => layer.value !== '');
  const isOff = winner?.value === 'off';
  const own: Layer = { scope: part.scope, file: part.file, pointer: '', value: 'there', wins: winner === undefined };
  return {
    state: isOff ? 'disabled' : 'enabled',
    enabled: !isOff,
    decidedBy:
      winner === undefined
        ? {
            scope: part.scope,
            file: part.file,
            reason: `Claude Code loads every ${part.kind} that lies in this folder.`,
          }
        : {
            scope: winner.scope,
            file: winner.file,
            pointer,
            value: winner.value,
            reason: isOff
              ? `The ${winner.scope} settings turn it off.`
              : `The ${winner.scope} settings say ${winner.value}.`,
          },
    layers: [...(hasOverride(part) ? layers.map((layer) => ({ ...layer, wins: layer === winner })) : []), own],
  };
}

function overrideIn(layer: SettingsLayer, name: string): string | undefined {
  return asString(asRecord(layer.value?.['skillOverrides'])?.[name]);
}
