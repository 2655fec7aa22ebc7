import type { ReadPort } from '#agents/read-port';
import { asArray, asRecord, asString } from '#agents/shapes';
import type { Effective, Layer, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { applicableRecord, type LocatedPlugin } from './located-plugins.ts';
import type { ClaudeLocations } from './locations.ts';
import type { ClaudePackage } from './package-reader.ts';
import { pointerOf } from './pointer.ts';
import { marketplaceVerdict } from './policy.ts';
import type { Settings, SettingsLayer } from './settings-layers.ts';

export interface StateInput {
  port: ReadPort;
  at: ClaudeLocations;
  settings: Settings;
  project: string | undefined;
  plugin: LocatedPlugin;
  /** Undefined when there is no folder to read. */
  package: ClaudePackage | undefined;
  rootExists: boolean;
}

const scopeWords: Record<SettingsLayer['scope'], string> = {
  managed: 'Managed settings',
  local: 'Your local settings for this project',
  project: 'The settings of this project',
  user: 'Your user settings',
};

interface Spoken {
  layer: SettingsLayer;
  value: boolean;
  text: string;
  isOdd: boolean;
}

/** What each layer says of one id, highest first. A list of versions means on at those versions. */
function spokenOf(settings: Settings, id: string): Spoken[] {
  return settings.layers.flatMap((layer) => {
    const map = asRecord(layer.value?.['enabledPlugins']);
    if (map === undefined || !Object.hasOwn(map, id)) return [];
    const raw = map[id];
    const value = raw === true || asArray(raw) !== undefined;
    return [{ layer, value, text: JSON.stringify(raw), isOdd: typeof raw !== 'boolean' }];
  });
}

/** Whether the plugin is on, what would happen in the next session, who decided, and where the sources disagree. */
export function resolvePlugin(input: StateInput): { effective: Effective; problems: Problem[] } {
  const { settings, plugin } = input;
  const spoken = spokenOf(settings, plugin.own);
  const winner = spoken[0];
  const isOnByDefault =
    plugin.origin !== 'cache' && plugin.origin !== 'in-place' && input.package?.manifest.defaultEnabled !== false;
  const enabled = winner?.value ?? isOnByDefault;
  const verdict = marketplaceVerdict(settings, plugin.marketplaceName, plugin.marketplace);
  const failures = loadFailures(input, enabled);
  const pointer = pointerOf('enabledPlugins', plugin.own);
  const layers = settings.layers.map((layer): Layer => {
    const own = spoken.find((each) => each.layer === layer);
    return {
      scope: layer.scope,
      file: layer.file,
      pointer,
      value: own?.text ?? '',
      wins: own !== undefined && own === winner && verdict === undefined,
      ...(layer.isBroken ? { note: 'The file does not parse, so nothing in it counts.' } : {}),
    };
  });
  layers.push({
    scope: 'default',
    file: '',
    pointer: '',
    value: String(isOnByDefault),
    wins: winner === undefined && verdict === undefined,
    note: isOnByDefault ? 'Plugins of this kind are on unless turned off.' : 'Off unless a settings file turns it on.',
  });
  const problems = [...failures.problems, ...disagreements(input, spoken)];
  if (verdict !== undefined) {
    const problemHere = problem('blocked-by-policy', verdict.reason, { file: verdict.layer.file });
    return {
      effective: {
        state: 'blocked',
        enabled,
        decidedBy: { scope: 'managed', file: verdict.layer.file, pointer: verdict.key, reason: verdict.reason },
        layers,
      },
      problems: [problemHere, ...problems],
    };
  }
  return {
    effective: {
      state: stateOf(enabled, winner, failures.state),
      enabled,
      decidedBy: {
        scope: winner?.layer.scope ?? 'default',
        ...(winner === undefined ? {} : { file: winner.layer.file, pointer, value: winner.text }),
        reason: reasonOf(enabled, spoken, failures.reason, isOnByDefault),
      },
      layers,
    },
    problems,
  };
}

function stateOf(
  enabled: boolean,
  winner: Spoken | undefined,
  failure: 'missing' | 'broken' | undefined,
): Effective['state'] {
  if (enabled) return failure ?? 'enabled';
  return winner?.layer.scope === 'managed' ? 'blocked' : 'disabled';
}

function reasonOf(
  enabled: boolean,
  spoken: readonly Spoken[],
  failure: string | undefined,
  isOnByDefault: boolean,
): string {
  const winner = spoken[0];
  const verb = enabled ? 'turn it on' : 'turn it off';
  if (winner === undefined) {
    return isOnByDefault
      ? 'No settings file mentions it; plugins of this kind are on.'
      : 'No settings file turns it on.';
  }
  const overruled = spoken.slice(1).filter((each) => each.value !== winner.value);
  const against =
    overruled.length === 0
      ? ''
      : `, over ${overruled.map((each) => lowerFirst(scopeWords[each.layer.scope])).join(' and ')}`;
  const head = `${scopeWords[winner.layer.scope]} ${verb}${against}.`;
  return enabled && failure !== undefined ? `${head} ${failure}` : head;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

interface Failures {
  state: 'missing' | 'broken' | undefined;
  reason: string | undefined;
  problems: Problem[];
}

/** Why it would not load although it is on. The first failure names the state. */
function loadFailures(input: StateInput, enabled: boolean): Failures {
  const { plugin } = input;
  const severity = enabled ? 'error' : 'warning';
  const found: { state: 'missing' | 'broken'; problem: Problem }[] = [];
  const add = (state: 'missing' | 'broken', each: Problem) => found.push({ state, problem: each });
  const recordFile = input.at.paths.join(input.at.pluginsRoot, 'installed_plugins.json');
  if (plugin.origin === 'cache') {
    const here = applicableRecord(input, plugin.records);
    if (plugin.records.length === 0 && plugin.cached.length === 0) {
      if (enabled)
        add(
          'missing',
          problem('enabled-not-installed', 'It is turned on, but nothing is installed under this id.', fileOf(input)),
        );
    } else if (plugin.records.length === 0) {
      add(
        'missing',
        problem(
          'cached-not-recorded',
          `A copy lies in the cache (${plugin.cached.join(', ')}), but no install record names it.`,
          { file: recordFile, severity: enabled ? 'error' : 'warning' },
        ),
      );
    } else if (here === undefined) {
      add(
        'missing',
        problem(
          'not-recorded-here',
          `It is installed for ${plugin.records.map((each) => each.projectPath ?? each.scope).join(', ')} only.`,
          { file: recordFile, severity: enabled && input.project !== undefined ? 'error' : 'info' },
        ),
      );
    } else if (!input.rootExists) {
      add(
        'missing',
        problem('recorded-not-cached', `The install record names ${here.installPath}, which is not there.`, {
          file: recordFile,
          severity,
        }),
      );
    }
  } else if (!input.rootExists)
    add('missing', problem('recorded-not-cached', `Its folder ${plugin.root ?? ''} is not there.`, { severity }));
  for (const each of marketplaceFailures(plugin, severity)) add('broken', each);
  if (input.package?.isBroken === true) {
    const first = input.package.problems.find((each) => each.severity === 'error');
    if (first !== undefined) add('broken', { ...first, severity });
  }
  const first = found[0];
  const own = found
    .map((each) => each.problem)
    .filter((each) => !(input.package?.problems ?? []).some((other) => other.message === each.message));
  return { state: first?.state, reason: first?.problem.message, problems: own };
}

function fileOf(input: StateInput): { file?: string } {
  const winner = spokenOf(input.settings, input.plugin.own)[0];
  return winner === undefined ? {} : { file: winner.layer.file };
}

/** Seen with Claude Code 2.1.330: a plugin whose marketplace does not load, or no longer lists it, is not loaded. */
function marketplaceFailures(plugin: LocatedPlugin, severity: Problem['severity']): Problem[] {
  if (plugin.origin === 'skills-dir' || plugin.origin === 'inline' || plugin.origin === 'synced') return [];
  const { marketplace, marketplaceName } = plugin;
  if (marketplaceName === undefined) {
    return [problem('switch-id-invalid', 'It is no plugin id: it must be name@marketplace.', { severity: 'warning' })];
  }
  if (marketplace === undefined || marketplace.state === 'declared') {
    return [
      problem('marketplace-unknown', `The marketplace ${JSON.stringify(marketplaceName)} is not configured.`, {
        severity,
      }),
    ];
  }
  const file = marketplace.file === undefined ? {} : { file: marketplace.file };
  if (marketplace.state === 'missing')
    return [
      problem('marketplace-missing', `The marketplace ${JSON.stringify(marketplaceName)} is not there.`, {
        ...file,
        severity,
      }),
    ];
  if (marketplace.state === 'invalid')
    return [
      problem('marketplace-invalid', `The file of the marketplace ${JSON.stringify(marketplaceName)} does not parse.`, {
        ...file,
        severity,
      }),
    ];
  if (plugin.entry === undefined)
    return [
      problem('not-in-marketplace', `The marketplace ${JSON.stringify(marketplaceName)} no longer lists it.`, {
        ...file,
        severity,
      }),
    ];
  return [];
}

/** Disagreements between sources that stop nothing. */
function disagreements(input: StateInput, spoken: readonly Spoken[]): Problem[] {
  const { plugin } = input;
  const problems: Problem[] = [];
  const winner = spoken[0];
  for (const each of spoken.filter((one) => one.isOdd)) {
    problems.push(
      problem('switch-value-odd', `The switch has the value ${each.text}; only true and false are meant.`, {
        file: each.layer.file,
      }),
    );
  }
  if (winner !== undefined) {
    for (const other of spoken.slice(1).filter((each) => each.value !== winner.value)) {
      const message = `${scopeWords[other.layer.scope]} say ${other.text}, but ${lowerFirst(scopeWords[winner.layer.scope])} win with ${winner.text}.`;
      const code = winner.value && !other.value ? 'switch-has-no-effect' : 'scope-conflict';
      problems.push(problem(code, message, { file: other.layer.file }));
    }
  } else if (plugin.origin === 'cache' && plugin.records.length > 0) {
    problems.push(
      problem('no-switch-set', 'It is installed, but no settings file mentions it, so Claude Code leaves it off.'),
    );
  }
  const manifestName = input.package?.manifest.name;
  if (manifestName !== undefined && manifestName !== plugin.name && plugin.marketplaceName !== undefined) {
    problems.push(
      problem(
        'name-differs',
        `Its manifest calls it ${JSON.stringify(manifestName)}; its components carry that name.`,
        { file: input.package?.manifestFile ?? '', severity: 'info' },
      ),
    );
  }
  const loaded = asString(plugin.root);
  const older = plugin.cached.filter((version) => loaded === undefined || input.at.paths.basename(loaded) !== version);
  if (plugin.records.length > 0 && older.length > 0) {
    problems.push(problem('old-versions', `Other versions in the cache: ${older.join(', ')}.`));
  }
  return problems;
}
