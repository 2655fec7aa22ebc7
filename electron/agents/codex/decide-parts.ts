import type { SwitchDecision, SwitchOption, SwitchRequest } from '#agents/agent-module';
import { asRecord } from '#agents/shapes';
import { hookSources } from './hook-rows.ts';
import type { PackageFacts } from './package-facts.ts';
import { cachedVersion, pluginIdentities } from './plugin-rows.ts';
import type { PluginIdentity } from './plugin-state.ts';
import { readSkill } from './skill-folders.ts';
import { looseSkills } from './skill-rows.ts';
import { lastSkillSwitch } from './skill-switch.ts';
import type { Survey } from './survey.ts';
import { chooseOption, refuse } from './switch-options.ts';
import { valueAt } from './tables.ts';

const skillNote = 'Codex sessions that run now keep the skills they listed; new sessions follow the switch.';

/** A skill outside plugins is named by its path: names may occur twice. */
export function decideLooseSkill(survey: Survey, request: SwitchRequest): SwitchDecision {
  const all = looseSkills(survey).skills;
  const loose = all.find((each) => each.id === request.plugin.id);
  if (loose === undefined) return refuse('not-found', 'The skill is not there any more.');
  if (loose.isSystem && valueAt(survey.userConfig, ['skills', 'bundled', 'enabled']) === false) {
    return refuse(
      request.enable ? 'higher-layer' : 'already',
      'skills.bundled.enabled turns all skills built into Codex off.',
    );
  }
  const isUnique = all.filter((each) => each.facts.name === loose.facts.name).length === 1;
  return decideSkill(survey, request, {
    name: loose.facts.name,
    file: loose.skill.file,
    isUnique,
    append: { path: loose.skill.file },
  });
}

/** A plugin's skill is named `plugin:skill`, which outlives the version folder. */
export function decidePluginSkill(
  survey: Survey,
  request: SwitchRequest,
  target: { identity: PluginIdentity; facts: PackageFacts | undefined; name: string },
): SwitchDecision {
  const { facts, identity, name } = target;
  const prefix = `${facts?.namespace ?? identity.name}:`;
  const skill = facts?.skills.find((each) => `${prefix}${readSkill(survey.context.port, each).name}` === name);
  if (skill === undefined) return refuse('not-found', `${identity.name} has no skill ${name}.`);
  return decideSkill(survey, request, { name, file: skill.file, isUnique: true, append: { name } });
}

function decideSkill(
  survey: Survey,
  request: SwitchRequest,
  skill: { name: string; file: string; isUnique: boolean; append: { name: string } | { path: string } },
): SwitchDecision {
  const user = survey.config.layers.find((layer) => layer.scope === 'user');
  const found = lastSkillSwitch(user, skill, survey.context.port);
  const file = survey.locations.userConfig;
  const canReuse = found !== undefined && (found.by === 'path' || skill.isUnique);
  const operation: SwitchOption['edit']['operation'] = canReuse
    ? { kind: 'set', path: ['skills', 'config', found.at, 'enabled'], value: request.enable }
    : { kind: 'append-entry', path: ['skills', 'config'], value: { ...skill.append, enabled: request.enable } };
  const option: SwitchOption = {
    scope: 'user',
    takesEffect: true,
    reason: `${skill.name} is ${request.enable ? 'on' : 'off'} everywhere: Codex reads this switch from your own configuration alone.`,
    edit: { file, format: 'toml', operation },
  };
  const key = { isOn: found?.enabled !== false, subject: `The skill ${skill.name}`, path: ['skills', 'config'] };
  return chooseOption(survey, request, key, [option], [skillNote]);
}

/** `name` is the key of `[hooks.state]`. The key counts positions, so reordering hooks moves the switch. */
export function decideHook(survey: Survey, request: SwitchRequest, name: string): SwitchDecision {
  const handler = knownHandlers(survey).find((each) => each.key === name);
  if (handler === undefined) return refuse('not-found', 'No hook of that key is there any more.');
  if (handler.isManaged) return refuse('managed', 'Managed hooks have no switch.');
  const state = asRecord(valueAt(survey.userConfig, ['hooks', 'state', name]));
  const path = ['hooks', 'state', name, 'enabled'];
  const option: SwitchOption = {
    scope: 'user',
    takesEffect: true,
    reason: request.enable ? 'The hook is on, and runs once it is trusted in Codex.' : 'The hook is off everywhere.',
    edit: {
      file: survey.locations.userConfig,
      format: 'toml',
      operation: { kind: 'set', path, value: request.enable },
    },
  };
  const isTrusted = typeof state?.trusted_hash === 'string';
  const afterwards = [
    'Codex sessions that run now keep their hooks; new sessions follow the switch.',
    'The switch counts positions in the hooks file: when its author reorders the hooks, look again.',
    ...(request.enable && !isTrusted
      ? ['It does not run until it is trusted in Codex (/hooks). Gatehouse never writes that trust.']
      : []),
  ];
  return chooseOption(
    survey,
    request,
    { isOn: state?.enabled !== false, subject: 'The hook', path },
    [option],
    afterwards,
  );
}

function knownHandlers(survey: Survey): { key: string; isManaged: boolean }[] {
  const own = hookSources(survey).flatMap((source) =>
    source.handlers.map((each) => ({ key: each.key, isManaged: source.isManaged })),
  );
  const packaged = pluginIdentities(survey).flatMap((identity) => {
    const facts = cachedVersion(survey, identity).facts;
    return (facts?.hooks ?? []).flatMap((each) =>
      each.handlers.map((handler) => ({ key: handler.key, isManaged: false })),
    );
  });
  return [...own, ...packaged];
}
