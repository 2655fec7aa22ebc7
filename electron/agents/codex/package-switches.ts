import { asArray, asRecord } from '#agents/shapes';
import type { Component } from '#contract/plugin';
import { hookComponent } from './hook-state.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PluginIdentity } from './plugin-state.ts';
import { readSkill } from './skill-folders.ts';
import { lastSkillSwitch } from './skill-switch.ts';
import type { Survey } from './survey.ts';
import { readSwitch } from './switch-layers.ts';

/** Where one server of a plugin is switched. */
export function pluginServerPath(key: string, server: string): string[] {
  return ['plugins', key, 'mcp_servers', server, 'enabled'];
}

/** The name Codex knows a skill of a plugin by. */
export function qualifiedSkill(identity: PluginIdentity, facts: PackageFacts, skill: string): string {
  return `${facts.namespace ?? identity.name}:${skill}`;
}

/** Connectors a plugin names, each with its switch under `[apps]`. */
export function packageApps(survey: Survey, facts: PackageFacts): Component[] {
  const apps = asRecord(survey.config.merged.apps);
  const standard = asRecord(apps?._default)?.enabled !== false;
  return facts.apps.map((app) => {
    const own = asRecord(apps?.[app.id])?.enabled;
    const enabled = typeof own === 'boolean' ? own : standard;
    return {
      kind: 'app',
      name: app.name,
      file: app.file,
      description: `Connector ${app.id} of ChatGPT${app.category === undefined ? '' : `, ${app.category}`}`,
      enabled,
      ...(enabled ? {} : { reason: 'It is switched off under [apps].' }),
    };
  });
}

/** Parts of a plugin that are switched off on their own, as `kind/name`. */
export function partsOff(survey: Survey, identity: PluginIdentity, facts: PackageFacts): string[] {
  const isServerOff = (name: string) =>
    readSwitch(survey.config, pluginServerPath(identity.key, name)).winner?.value === false;
  const hooks = facts.hooks.flatMap(({ file, handlers }) =>
    handlers.map((handler) => hookComponent(handler, file, survey.userConfig, false)),
  );
  const isOff = (component: Component) => component.enabled === false;
  return [
    ...hooks.filter(isOff).map((hook) => `hook/${hook.name}`),
    ...facts.servers.filter((server) => isServerOff(server.name)).map((server) => `mcp-server/${server.name}`),
    ...skillsOff(survey, identity, facts).map((name) => `skill/${name}`),
    ...packageApps(survey, facts)
      .filter(isOff)
      .map((app) => `app/${app.name}`),
  ];
}

/** Names of skills stand in their files, which are read here only where an entry turns any skill off. */
function skillsOff(survey: Survey, identity: PluginIdentity, facts: PackageFacts): string[] {
  const user = survey.config.layers.find((layer) => layer.scope === 'user');
  const entries = asArray(asRecord(user?.value.skills)?.config) ?? [];
  if (!entries.some((entry) => asRecord(entry)?.enabled === false)) return [];
  return facts.skills.flatMap((skill) => {
    const name = qualifiedSkill(identity, facts, readSkill(survey.context.port, skill).name);
    return lastSkillSwitch(user, { name, file: skill.file }, survey.context.port)?.enabled === false ? [name] : [];
  });
}
