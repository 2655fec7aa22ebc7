import { parseJsonText } from '#agents/json-text';
import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { Component, Plugin, Problem } from '#contract/plugin';
import { nothingProvided } from '#contract/plugin';
import { type Scope, standaloneId } from '#contract/plugin-id';
import { unreadable } from './config-layers.ts';
import { type HookHandler, hookFileEvents, hookHandlers } from './hook-definitions.ts';
import { hookComponent, trustProblems } from './hook-state.ts';
import { capital } from './plugin-state.ts';
import { pointerOf } from './pointer.ts';
import { requiringFile } from './requirements.ts';
import type { Survey } from './survey.ts';
import { decidedByLayer, layerName, readSwitch } from './switch-layers.ts';
import { valueAt } from './tables.ts';

/** Hooks that belong to no plugin: those of one file. */
export interface HookSource {
  file: string;
  name: string;
  scope: Scope;
  folder?: string;
  handlers: HookHandler[];
  isManaged: boolean;
  problems: Problem[];
}

/** hooks.json beside each config file that counts, `[hooks]` in it, and those the requirements bring. */
export function hookSources(survey: Survey): HookSource[] {
  const { paths, config, requirements, context } = survey;
  const found: HookSource[] = [];
  const take = (source: Omit<HookSource, 'handlers' | 'problems'>, events: UnknownRecord, problems: Problem[]) => {
    const parsed = hookHandlers(events, source.file, source.file, context.machine.platform);
    if (parsed.handlers.length + parsed.problems.length + problems.length === 0) return;
    found.push({ ...source, handlers: parsed.handlers, problems: [...problems, ...parsed.problems] });
  };
  for (const layer of config.layers.filter((each) => each.counts)) {
    const scope: Scope = layer.scope === 'project' ? 'project' : layer.scope === 'user' ? 'user' : 'managed';
    const place = {
      scope,
      ...(layer.folder === undefined ? {} : { folder: layer.folder }),
      isManaged: layer.scope === 'managed',
    };
    const table = asRecord(layer.value.hooks);
    if (table !== undefined) take({ ...place, file: layer.file, name: paths.basename(layer.file) }, table, []);
    if (!paths.isAbsolute(layer.file) || layer.scope === 'managed') continue;
    const file = paths.join(paths.dirname(layer.file), 'hooks.json');
    const read = readHookFile(survey, file);
    if (read !== undefined) take({ ...place, file, name: 'hooks.json' }, read.events, read.problems);
  }
  for (const layer of requirements.layers) {
    const table = asRecord(layer.value.hooks);
    if (table !== undefined)
      take({ scope: 'managed', file: layer.file, name: paths.basename(layer.file), isManaged: true }, table, []);
  }
  return found;
}

function readHookFile(survey: Survey, file: string): { events: UnknownRecord; problems: Problem[] } | undefined {
  const outcome = survey.context.port.read(file);
  if (!outcome.ok) {
    if (outcome.reason === 'missing') return undefined;
    return { events: {}, problems: [unreadable(file, outcome.reason, outcome.detail)] };
  }
  const parsed = parseJsonText(outcome.text, file, { code: 'settings-invalid' });
  if (parsed.value === undefined) return { events: {}, problems: parsed.problems };
  const found = hookFileEvents(parsed.value, file);
  return { events: found.events, problems: [...parsed.problems, ...found.problems] };
}

export function hookSourceId(source: HookSource): string {
  return standaloneId('codex', 'hooks', source.name, source.scope, source.folder);
}

export function hookSourceComponents(survey: Survey, source: HookSource): Component[] {
  return source.handlers.map((handler) => hookComponent(handler, source.file, survey.userConfig, source.isManaged));
}

export function hookRow(survey: Survey, source: HookSource): Plugin {
  const components = hookSourceComponents(survey, source);
  const runnable = components.filter((_, at) => source.handlers[at]?.skipped === undefined);
  return {
    id: hookSourceId(source),
    agent: 'codex',
    kind: 'hooks',
    name: source.name,
    installs: [
      {
        scope: source.scope,
        ...(source.folder === undefined ? {} : { projectPath: source.folder }),
        path: source.file,
        exists: true,
      },
    ],
    effective: hookState(survey, source),
    provides: { ...nothingProvided, hooks: source.handlers.length },
    problems: [...source.problems, ...trustProblems(runnable, source.file)],
    switch: { can: false, reason: 'Codex has a switch for each hook, none for the whole file.' },
  };
}

function hookState(survey: Survey, source: HookSource): Plugin['effective'] {
  const path = ['features', 'hooks'];
  const feature = readSwitch(survey.config, path);
  const managedOnly = ['allow_managed_hooks_only'];
  if (survey.fatal !== undefined)
    return { state: 'broken', enabled: false, decidedBy: { scope: 'user', reason: survey.fatal.message }, layers: [] };
  if (!source.isManaged && valueAt(survey.requirements.merged, managedOnly) === true) {
    const file = requiringFile(survey.requirements, managedOnly);
    return {
      state: 'blocked',
      enabled: false,
      decidedBy: {
        scope: 'requirements',
        file,
        pointer: pointerOf(managedOnly),
        value: 'true',
        reason: `${file} allows only managed hooks.`,
      },
      layers: feature.layers,
    };
  }
  if (feature.winner?.value === false) {
    const reason = `${capital(layerName(feature.winner.layer))} turns all hooks off with features.hooks.`;
    return {
      state: 'disabled',
      enabled: false,
      decidedBy: decidedByLayer(feature.winner, path, reason),
      layers: feature.layers,
    };
  }
  const reason = 'Codex reads this file, and runs those of its hooks that are on and trusted.';
  return {
    state: 'enabled',
    enabled: true,
    decidedBy: { scope: 'default', file: source.file, reason },
    layers: feature.layers,
  };
}
