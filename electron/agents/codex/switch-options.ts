import type { SwitchDecision, SwitchOption, SwitchRequest } from '#agents/agent-module';
import type { ConfigLayer } from './config-layers.ts';
import type { Survey } from './survey.ts';
import { layerName } from './switch-layers.ts';
import { valueAt } from './tables.ts';

type Refusal = Extract<SwitchDecision, { ok: false }>;

/** One true-or-false key that config layers may hold. */
export interface KeySwitch {
  path: string[];
  /** What the key comes to now, with its default. */
  isOn: boolean;
  /** What is switched, for sentences. */
  subject: string;
  /** Why writing the key into this layer would do harm; undefined when it would not. */
  harm?(layer: ConfigLayer): string | undefined;
  /** What a reader should know of writing into this layer. */
  remark?(layer: ConfigLayer): string | undefined;
}

export function refuse(code: Refusal['code'], reason: string, options: SwitchOption[] = []): Refusal {
  return { ok: false, code, reason, options };
}

/** The files the user may write, each with whether the switch would take there. */
export function keyOptions(survey: Survey, key: KeySwitch, enable: boolean): SwitchOption[] {
  const user = survey.config.layers.find((layer) => layer.scope === 'user');
  const project = projectLayerToWrite(survey, key.path);
  return [user, project].flatMap((layer) => (layer === undefined ? [] : [keyOption(survey, key, enable, layer)]));
}

function keyOption(survey: Survey, key: KeySwitch, enable: boolean, layer: ConfigLayer): SwitchOption {
  const obstacle = obstacleTo(survey, key, enable, layer);
  const remark = key.remark?.(layer);
  const effect = `${key.subject} is ${enable ? 'on' : 'off'} ${layer.scope === 'project' ? 'in this project' : 'wherever no stronger file says otherwise'}.`;
  return {
    scope: layer.scope === 'project' ? 'project' : 'user',
    takesEffect: obstacle === undefined,
    reason: obstacle ?? (remark === undefined ? effect : `${effect} ${remark}`),
    edit: { file: layer.file, format: 'toml', operation: { kind: 'set', path: key.path, value: enable } },
  };
}

function obstacleTo(survey: Survey, key: KeySwitch, enable: boolean, layer: ConfigLayer): string | undefined {
  if (!layer.counts) return `Codex does not read ${layer.file}. ${layer.note ?? ''}`.trim();
  const stronger = survey.config.layers
    .slice(0, survey.config.layers.indexOf(layer))
    .find((each) => each.counts && valueAt(each.value, key.path) !== undefined);
  if (stronger !== undefined && valueAt(stronger.value, key.path) !== enable) {
    return `It would do nothing: ${layerName(stronger)} (${stronger.file}) is stronger and turns it ${enable ? 'off' : 'on'}.`;
  }
  return key.harm?.(layer);
}

/** The project file that speaks already, else the closest there is, else a new one at the project root. */
function projectLayerToWrite(survey: Survey, path: readonly string[]): ConfigLayer | undefined {
  const layers = survey.config.layers.filter((layer) => layer.scope === 'project');
  return (
    layers.find((layer) => valueAt(layer.value, path) !== undefined) ??
    layers.find((layer) => layer.isPresent) ??
    layers.at(-1)
  );
}

/** Puts the option that takes effect first, or says why none does. */
export function chooseOption(
  survey: Survey,
  request: SwitchRequest,
  key: Pick<KeySwitch, 'isOn' | 'subject' | 'path'>,
  options: SwitchOption[],
  afterwards: string[],
): SwitchDecision {
  const { scope, enable } = request;
  if (scope === 'local')
    return refuse('no-switch', 'Codex has no local scope: choose the user or the project.', options);
  if (scope === 'project' && survey.context.project === undefined) {
    return refuse('needs-project', 'Choose a project first: the project scope is a file in its folder.', options);
  }
  if (scope === undefined && key.isOn === enable)
    return refuse('already', `${key.subject} is ${enable ? 'on' : 'off'} already.`, options);
  const wanted =
    scope === undefined ? options.find((each) => each.takesEffect) : options.find((each) => each.scope === scope);
  if (wanted === undefined) {
    if (scope !== undefined)
      return refuse(
        'no-switch',
        `This switch cannot stand in the ${scope} scope: Codex reads it from your own configuration alone.`,
        options,
      );
    return refuse(
      managedReason(survey, key.path) ? 'managed' : 'higher-layer',
      options[0]?.reason ?? 'No file could switch it.',
      options,
    );
  }
  if (!wanted.takesEffect)
    return refuse(managedReason(survey, key.path) ? 'managed' : 'higher-layer', wanted.reason, options);
  if (scope !== undefined && isSetAlready(survey, wanted, enable)) {
    return refuse('already', `${wanted.edit.file} turns it ${enable ? 'on' : 'off'} already.`, options);
  }
  return { ok: true, options: [wanted, ...options.filter((each) => each !== wanted)], afterwards };
}

function isSetAlready(survey: Survey, option: SwitchOption, enable: boolean): boolean {
  const { operation, file } = option.edit;
  if (operation.kind !== 'set') return false;
  const layer = survey.config.layers.find((each) => each.file === file);
  const keys = operation.path.filter((part) => typeof part === 'string');
  return keys.length === operation.path.length && layer !== undefined && valueAt(layer.value, keys) === enable;
}

function managedReason(survey: Survey, path: readonly string[]): boolean {
  return survey.config.layers.some((layer) => layer.scope === 'managed' && valueAt(layer.value, path) !== undefined);
}
