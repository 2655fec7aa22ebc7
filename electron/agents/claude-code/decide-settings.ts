import type { SwitchDecision, SwitchOption, SwitchRequest } from '#agents/agent-module';
import type { ConfigOperation } from '#agents/config-edit';
import type { ClaudeFacts } from './claude-facts.ts';
import type { SettingsLayer } from './settings-layers.ts';

export type Refusal = Extract<SwitchDecision, { ok: false }>;
export type WritableScope = SwitchOption['scope'];

export function refuse(code: Refusal['code'], reason: string, options: SwitchOption[] = []): Refusal {
  return { ok: false, code, reason, options };
}

/** What running sessions still hold, in words. Each running session keeps one small file in `sessions/`. */
export function afterwards(facts: ClaudeFacts, what: 'plugin' | 'skill' | 'server'): string[] {
  const listed = facts.context.port.list(facts.at.paths.join(facts.at.configDir, 'sessions'));
  const running = listed.ok ? listed.entries.filter((entry) => entry.name.endsWith('.json')).length : 0;
  const reload = what === 'plugin' ? '/reload-plugins or ' : '';
  if (running === 0)
    return [`Takes effect in the next session${what === 'plugin' ? ', or after /reload-plugins' : ''}.`];
  if (running === 1)
    return [`One Claude Code session is running and keeps the old state until ${reload}a new session.`];
  return [`${running} Claude Code sessions are running and keep the old state until ${reload}a new session.`];
}

export function effectOf(scope: WritableScope, enable: boolean): string {
  const word = enable ? 'Enabled' : 'Disabled';
  if (scope === 'user') return `${word} in every project that does not say otherwise.`;
  return scope === 'project'
    ? `${word} in this project, for everyone who works on it.`
    : `${word} in this project, for you.`;
}

export interface SettingsSwitch {
  /** What one file says; undefined when it is silent. */
  valueOf: (layer: SettingsLayer) => boolean | undefined;
  /** What holds while every file is silent. */
  fallback: boolean;
  operation: ConfigOperation;
  what: 'plugin' | 'skill';
}

/**
 * A switch in one of the three settings files one may write, each with what it would lead to. First comes the
 * file that takes effect with the least surprise; where none does, the refusal says which file decides.
 */
export function decideInSettings(facts: ClaudeFacts, request: SwitchRequest, wanted: SettingsSwitch): SwitchDecision {
  const { enable, scope } = request;
  if (scope !== undefined && scope !== 'user' && facts.context.project === undefined) {
    return refuse('needs-project', `The ${scope} scope belongs to a project: name one with --project, or pick one.`);
  }
  const files = writableFiles(facts, wanted, enable);
  const deciding = files.find(({ value }) => value !== undefined);
  const ordered = inOrder(files, deciding?.option.scope);
  const options = ordered.map(({ option }) => option);
  const first = scope === undefined ? ordered[0] : ordered.find(({ option }) => option.scope === scope);
  if (first === undefined) return refuse('not-found', 'There is no settings file for that scope.', options);
  const current = deciding?.value ?? wanted.fallback;
  if (current === enable && (scope === undefined || first.value === enable)) return already(request, deciding, options);
  if (!first.option.takesEffect) {
    const better = options.find((option) => option.takesEffect);
    const hint = better === undefined ? '' : ` The ${better.scope} scope would work.`;
    const reason = `Writing ${first.option.edit.file} would do nothing. ${first.option.reason}${hint}`;
    return refuse(first.isBroken ? 'broken-file' : 'higher-layer', reason, options);
  }
  const rest = options.filter((option) => option !== first.option);
  return { ok: true, options: [first.option, ...rest], afterwards: afterwards(facts, wanted.what) };
}

interface WritableFile {
  value: boolean | undefined;
  isBroken: boolean;
  option: SwitchOption;
}

function writableFiles(facts: ClaudeFacts, wanted: SettingsSwitch, enable: boolean): WritableFile[] {
  const layers = facts.settings.layers.filter((layer) => layer.scope !== 'managed');
  return layers.map((layer, at): WritableFile => {
    const isOther = (each: SettingsLayer) => wanted.valueOf(each) === !enable;
    const stronger = layers.slice(0, at).find(isOther);
    const scope: WritableScope = layer.scope === 'managed' ? 'user' : layer.scope;
    const overruled = stronger === undefined ? effectOf(scope, enable) : `No effect: ${stronger.file} overrules it.`;
    return {
      value: wanted.valueOf(layer),
      isBroken: layer.isBroken,
      option: {
        scope,
        takesEffect: stronger === undefined && !layer.isBroken,
        reason: layer.isBroken ? 'The file is not valid; mend it first.' : overruled,
        edit: { file: layer.file, format: 'json', operation: wanted.operation, lock: `${layer.file}.lock` },
      },
    };
  });
}

/** What takes effect first; of that the file that decides now, else the user's; a project's shared file last, because others read it. */
function inOrder(files: readonly WritableFile[], deciding: WritableScope | undefined): WritableFile[] {
  const preferred = deciding === 'project' ? 'local' : (deciding ?? 'user');
  const rank = ({ option }: WritableFile) =>
    (option.takesEffect ? 0 : 10) + (option.scope === preferred ? 0 : option.scope === 'project' ? 2 : 1);
  return [...files].sort((a, b) => rank(a) - rank(b));
}

function already(
  { enable, plugin }: SwitchRequest,
  deciding: WritableFile | undefined,
  options: SwitchOption[],
): Refusal {
  const who = deciding === undefined ? 'no settings file says otherwise' : `${deciding.option.edit.file} says so`;
  const { state, decidedBy } = plugin.effective;
  const why = enable && (state === 'missing' || state === 'broken') ? ` ${decidedBy.reason}` : '';
  return refuse('already', `It is already ${enable ? 'on' : 'off'}: ${who}.${why}`, options);
}
