import type { Effective, Layer, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type LoadInput, loadFailures } from './load-failures.ts';
import { isOnByDefault, type Spoken, spokenOf, switchPointer } from './plugin-switch.ts';
import { marketplaceVerdict, type Verdict } from './policy.ts';
import type { Settings, SettingsLayer } from './settings-layers.ts';

export interface StateInput extends Omit<LoadInput, 'switchFile'> {
  settings: Settings;
  /** The loaded plugin whose name this one has, and why that one wins. */
  shadowedBy: string | undefined;
}

const scopeWords: Record<SettingsLayer['scope'], string> = {
  managed: 'Managed settings',
  local: 'Your local settings for this project',
  project: 'The settings of this project',
  user: 'Your user settings',
};

/** Whether the plugin is on, what would happen in the next session, who decided, and where the sources disagree. */
export function resolvePlugin(input: StateInput): { effective: Effective; problems: Problem[] } {
  const { settings, plugin } = input;
  const spoken = spokenOf(settings, plugin);
  const winner = spoken[0];
  const isDefaultOn = isOnByDefault(plugin, input.package?.manifest.defaultEnabled);
  const enabled = winner?.value ?? isDefaultOn;
  const verdict = marketplaceVerdict(settings, plugin.marketplaceName, plugin.marketplace);
  const failures = loadFailures({ ...input, switchFile: winner?.layer.file }, enabled);
  const layers = layersOf(input, spoken, isDefaultOn, verdict);
  const problems = [...failures.problems, ...disagreements(input, spoken)];
  if (verdict !== undefined) return blocked(verdict, enabled, layers, problems);
  if (enabled && input.shadowedBy !== undefined) return shadowed(input.shadowedBy, layers, problems);
  return {
    effective: {
      state: stateOf(enabled, winner, failures.state),
      enabled,
      decidedBy: {
        scope: winner?.layer.scope ?? 'default',
        ...(winner === undefined
          ? {}
          : { file: winner.layer.file, pointer: switchPointer(winner.key), value: winner.text }),
        reason: reasonOf(enabled, spoken, failures.reason, isDefaultOn),
      },
      layers,
    },
    problems,
  };
}

function layersOf(
  input: StateInput,
  spoken: readonly Spoken[],
  isDefaultOn: boolean,
  verdict: Verdict | undefined,
): Layer[] {
  const layers = input.settings.layers.map((layer): Layer => {
    const own = spoken.find((each) => each.layer === layer);
    const note = layer.isBroken ? 'The file is not valid, so nothing in it counts.' : noteOf(own, input.plugin.own);
    return {
      scope: layer.scope,
      file: layer.file,
      pointer: switchPointer(own?.key ?? input.plugin.own),
      value: own?.text ?? '',
      wins: own !== undefined && own === spoken[0] && verdict === undefined,
      ...(note === undefined ? {} : { note }),
    };
  });
  const ruling: Layer[] =
    verdict === undefined
      ? []
      : [{ scope: 'managed', file: verdict.layer.file, pointer: verdict.key, value: 'forbids', wins: true }];
  const fallback: Layer = {
    scope: 'default',
    file: '',
    pointer: '',
    value: String(isDefaultOn),
    wins: spoken.length === 0 && verdict === undefined,
    note: isDefaultOn ? 'Plugins of this kind are on unless turned off.' : 'Off unless a settings file turns it on.',
  };
  return [...ruling, ...layers, fallback];
}

function noteOf(spoken: Spoken | undefined, own: string): string | undefined {
  if (spoken === undefined) return undefined;
  if (spoken.isOdd) return 'A list of versions does not turn it on; only true does.';
  return spoken.key === own ? undefined : 'Written under the name it had before its marketplace renamed it.';
}

function blocked(verdict: Verdict, enabled: boolean, layers: Layer[], problems: Problem[]) {
  const { file } = verdict.layer;
  const decidedBy = { scope: 'managed' as const, file, pointer: verdict.key, reason: verdict.reason };
  return {
    effective: { state: 'blocked' as const, enabled, decidedBy, layers },
    problems: [problem('blocked-by-policy', verdict.reason, { file }), ...problems],
  };
}

function shadowed(by: string, layers: Layer[], problems: Problem[]) {
  const reason = `Its name is taken by ${by}, which is loaded instead.`;
  return {
    effective: { state: 'disabled' as const, enabled: false, decidedBy: { scope: 'default' as const, reason }, layers },
    problems: [problem('shadowed', reason), ...problems],
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
  isDefaultOn: boolean,
): string {
  const winner = spoken[0];
  const tail = enabled && failure !== undefined ? ` ${failure}` : '';
  if (winner === undefined) {
    return `No settings file mentions it; plugins of this kind are ${isDefaultOn ? 'on unless one turns them off' : 'off until one turns them on'}.${tail}`;
  }
  const overruled = spoken.slice(1).filter((each) => each.value !== winner.value);
  const names = overruled.map((each) => lowerFirst(scopeWords[each.layer.scope])).join(' and ');
  const against = overruled.length === 0 ? '' : `, over ${names}`;
  if (winner.isOdd) return `${scopeWords[winner.layer.scope]} give a list of versions, which does not turn it on.`;
  return `${scopeWords[winner.layer.scope]} ${enabled ? 'turn it on' : 'turn it off'}${against}.${tail}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Disagreements between sources that stop nothing. */
function disagreements(input: StateInput, spoken: readonly Spoken[]): Problem[] {
  const { plugin } = input;
  const problems = [...switchDisagreements(spoken)];
  if (spoken.length === 0 && plugin.records.length > 0 && (plugin.origin === 'cache' || plugin.origin === 'in-place')) {
    problems.push(
      problem('no-switch-set', 'It is installed, but no settings file mentions it, so Claude Code leaves it off.'),
    );
  }
  const manifestName = input.package?.manifest.name;
  if (manifestName !== undefined && manifestName !== plugin.name && plugin.marketplaceName !== undefined) {
    const message = `Its manifest calls it ${JSON.stringify(manifestName)}; its components carry that name.`;
    problems.push(problem('name-differs', message, { file: input.package?.manifestFile ?? '', severity: 'info' }));
  }
  const loaded = plugin.root === undefined ? undefined : input.at.paths.basename(plugin.root);
  const older = plugin.cached.filter((version) => loaded !== version);
  if (plugin.origin === 'cache' && plugin.records.length > 0 && older.length > 0) {
    problems.push(problem('old-versions', `Other versions in the cache: ${older.join(', ')}.`));
  }
  return problems;
}

function switchDisagreements(spoken: readonly Spoken[]): Problem[] {
  const odd = spoken.filter((each) => each.isOdd);
  const problems = odd.map(({ text, layer }) =>
    problem('switch-value-odd', `The switch has the value ${text}; only true turns it on.`, { file: layer.file }),
  );
  const winner = spoken[0];
  for (const other of spoken.slice(1).filter((each) => winner !== undefined && each.value !== winner.value)) {
    if (winner === undefined) break;
    const message = `${scopeWords[other.layer.scope]} say ${other.text}, but ${lowerFirst(scopeWords[winner.layer.scope])} win with ${winner.text}.`;
    problems.push(
      problem(winner.value && !other.value ? 'switch-has-no-effect' : 'scope-conflict', message, {
        file: other.layer.file,
      }),
    );
  }
  return problems;
}
