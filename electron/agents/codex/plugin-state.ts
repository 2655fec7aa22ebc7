import { asRecord } from '#agents/shapes';
import type { Effective, Layer, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { PackageFacts } from './package-facts.ts';
import { type CachedPlugin, remoteMarker } from './plugin-cache.ts';
import { pointerOf } from './pointer.ts';
import { marketplaceRule, type Requirements, type Rule, requiringFile } from './requirements.ts';
import { marketplaceOwner, ownerNote } from './reserved-marketplaces.ts';
import type { Survey } from './survey.ts';
import { decidedByLayer, layerName, readSwitch, type SwitchReading } from './switch-layers.ts';
import { valueAt } from './tables.ts';

export interface PluginIdentity {
  /** `name@marketplace`, the key of `[plugins]`. */
  key: string;
  name: string;
  marketplace: string;
}

export interface PluginState {
  effective: Effective;
  problems: Problem[];
}

export function pluginSwitchPath(key: string): string[] {
  return ['plugins', key, 'enabled'];
}

/** Whether the state of a plugin lives on OpenAI's server, whatever the local files say. */
export function isRemotePlugin(identity: PluginIdentity, cached: CachedPlugin | undefined): boolean {
  return marketplaceOwner(identity.marketplace) === 'remote' || (cached?.markers.includes(remoteMarker) ?? false);
}

/** What Codex makes of one plugin in this project: the first rule that applies decides. */
export function pluginState(
  survey: Survey,
  identity: PluginIdentity,
  cached: CachedPlugin | undefined,
  facts: PackageFacts | undefined,
): PluginState {
  const path = pluginSwitchPath(identity.key);
  const reading = readSwitch(survey.config, path);
  const hasEntry = asRecord(valueAt(survey.config.merged, ['plugins', identity.key])) !== undefined;
  const isWanted = hasEntry && reading.winner?.value !== false;
  const problems = conflictProblems(survey, identity, reading);
  const done = (effective: Omit<Effective, 'layers'>, extra: Problem[] = [], layers: Layer[] = []): PluginState => ({
    effective: { ...effective, layers: winningLayers([...layers, ...reading.layers], effective.decidedBy) },
    problems: [...extra, ...problems],
  });

  if (survey.fatal !== undefined) {
    const { file, line, message } = survey.fatal;
    const reason = `${message} (${[file, line].filter((each) => each !== undefined).join(':')})`;
    return done(
      {
        state: 'broken',
        enabled: false,
        decidedBy: { scope: 'user', ...(file === undefined ? {} : { file }), reason },
      },
      [survey.fatal],
    );
  }
  const rule = pluginRule(survey, identity);
  if (rule !== undefined) {
    const layer = requirementLayer(survey.requirements, rule);
    const extra = isWanted ? [problem('blocked-by-policy', rule.reason, { file: rule.file })] : [];
    return done(
      {
        state: 'blocked',
        enabled: false,
        decidedBy: {
          scope: 'requirements',
          file: rule.file,
          pointer: layer.pointer,
          value: layer.value,
          reason: rule.reason,
        },
      },
      extra,
      [layer],
    );
  }
  const feature = readSwitch(survey.config, ['features', 'plugins']);
  if (feature.winner?.value === false) {
    const reason = `${capital(layerName(feature.winner.layer))} turns all plugins off with features.plugins.`;
    const extra = isWanted ? [problem('switch-has-no-effect', reason, { file: feature.winner.layer.file })] : [];
    const spoken = feature.layers.filter((layer) => layer.value !== '');
    return done(
      { state: 'disabled', enabled: false, decidedBy: decidedByLayer(feature.winner, ['features', 'plugins'], reason) },
      extra,
      spoken,
    );
  }
  if (isRemotePlugin(identity, cached)) return remoteState(survey, identity, cached, reading, done);
  return localState(survey, identity, { cached, facts, reading, hasEntry, isWanted }, done);
}

type Done = (effective: Omit<Effective, 'layers'>, extra?: Problem[], layers?: Layer[]) => PluginState;

function remoteState(
  survey: Survey,
  identity: PluginIdentity,
  cached: CachedPlugin | undefined,
  reading: SwitchReading,
  done: Done,
): PluginState {
  const isThere = cached?.version !== undefined;
  const marker = cached === undefined ? undefined : survey.paths.join(cached.folder, remoteMarker);
  const file = marker !== undefined && cached?.markers.includes(remoteMarker) ? marker : undefined;
  const reason = 'Whether it is on is kept on the server of OpenAI; the switch in config.toml is ignored.';
  const wants =
    reading.winner === undefined
      ? ''
      : ` The configuration sets ${pointerOf(pluginSwitchPath(identity.key))} all the same.`;
  return done(
    {
      state: isThere ? 'enabled' : 'missing',
      enabled: isThere,
      decidedBy: { scope: 'record', ...(file === undefined ? {} : { file }), reason },
    },
    [problem('remote-state', `${reason}${wants}`, file === undefined ? {} : { file })],
  );
}

function localState(
  survey: Survey,
  identity: PluginIdentity,
  found: {
    cached: CachedPlugin | undefined;
    facts: PackageFacts | undefined;
    reading: SwitchReading;
    hasEntry: boolean;
    isWanted: boolean;
  },
  done: Done,
): PluginState {
  const { cached, facts, reading, hasEntry, isWanted } = found;
  const path = pluginSwitchPath(identity.key);
  const note = ownerNote(identity.marketplace);
  const words = (text: string) => (note === undefined ? text : `${text} ${note}`);
  if (!hasEntry) {
    const reason = words('No configuration names it, so Codex treats it as not installed.');
    const file = cached?.folder;
    const extra = [
      problem(
        'cached-not-recorded',
        'A copy lies in the plugin cache, but no [plugins] table names it.',
        file === undefined ? {} : { file },
      ),
    ];
    return done({ state: 'disabled', enabled: false, decidedBy: { scope: 'default', reason } }, extra);
  }
  const entry = entryLayer(survey, identity);
  const decidedBy =
    reading.winner === undefined
      ? {
          scope: 'default' as const,
          file: entry,
          pointer: pointerOf(['plugins', identity.key]),
          reason: words('Its table has no enabled key, and then a plugin is on.'),
        }
      : decidedByLayer(
          reading.winner,
          path,
          words(`${capital(layerName(reading.winner.layer))} turns it ${isWanted ? 'on' : 'off'}.`),
        );
  if (!isWanted) return done({ state: 'disabled', enabled: false, decidedBy });
  if (cached?.version === undefined) {
    const message = `The configuration turns it on, but the plugin cache holds no version of it.`;
    return done(
      {
        state: 'missing',
        enabled: true,
        decidedBy: { ...decidedBy, reason: `${decidedBy.reason} Nothing is installed.` },
      },
      [problem('enabled-not-installed', message, { file: entry })],
    );
  }
  if (facts?.manifest?.value === undefined) {
    return done({
      state: 'broken',
      enabled: true,
      decidedBy: {
        ...decidedBy,
        reason: `${decidedBy.reason} Its manifest cannot be used, so Codex loads nothing of it.`,
      },
    });
  }
  return done({ state: 'enabled', enabled: true, decidedBy });
}

function entryLayer(survey: Survey, identity: PluginIdentity): string {
  const layer = survey.config.layers.find(
    (each) => each.counts && valueAt(each.value, ['plugins', identity.key]) !== undefined,
  );
  return layer?.file ?? survey.locations.userConfig;
}

function pluginRule(survey: Survey, identity: PluginIdentity): Rule | undefined {
  const { requirements } = survey;
  const path = ['features', 'plugins'];
  if (valueAt(requirements.merged, path) === false) {
    const file = requiringFile(requirements, path);
    return { file, path, reason: `${file} forbids plugins on this machine.` };
  }
  const source = asRecord(valueAt(survey.config.merged, ['marketplaces', identity.marketplace]));
  return marketplaceRule(requirements, source, survey.marketplaces.get(identity.marketplace)?.root);
}

function requirementLayer(requirements: Requirements, rule: Rule): Layer {
  const value = valueAt(requirements.merged, rule.path);
  return {
    scope: 'requirements',
    file: rule.file,
    pointer: pointerOf(rule.path),
    value: value === undefined ? '' : JSON.stringify(value),
    wins: true,
  };
}

/** Settings that want something else than what happens. */
function conflictProblems(survey: Survey, identity: PluginIdentity, reading: SwitchReading): Problem[] {
  const problems: Problem[] = [];
  const winner = reading.winner;
  for (const layer of survey.config.layers) {
    const value = valueAt(layer.value, pluginSwitchPath(identity.key));
    if (value === undefined || layer === winner?.layer) continue;
    const wants = value === false ? 'off' : 'on';
    if (layer.counts && winner !== undefined && value !== winner.value) {
      problems.push(
        problem(
          'scope-conflict',
          `${capital(layerName(layer))} turns it ${wants}, but ${layerName(winner.layer)} is stronger.`,
          { file: layer.file },
        ),
      );
    }
    if (!layer.counts && layer.scope === 'project' && value !== winner?.value) {
      problems.push(
        problem('project-not-trusted', `${capital(layerName(layer))} turns it ${wants}. ${layer.note ?? ''}`.trim(), {
          file: layer.file,
        }),
      );
    }
  }
  return problems;
}

/** Only the deciding layer wins, also when something above all switches decided. */
function winningLayers(layers: readonly Layer[], decidedBy: Effective['decidedBy']): Layer[] {
  return layers.map((layer) => ({
    ...layer,
    wins: layer.file === decidedBy.file && layer.pointer === decidedBy.pointer && layer.value !== '',
  }));
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
