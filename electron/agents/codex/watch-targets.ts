import type { WatchTarget } from '#agents/agent-module';
import { osPolicyFiles } from './locations.ts';
import { cachedVersion, pluginIdentities } from './plugin-rows.ts';
import type { LooseSkills } from './skill-rows.ts';
import type { Survey } from './survey.ts';

/** What tells of a change: config files present or not, folders of the cache, two or three files of each package. */
export function watchTargets(survey: Survey, skills: LooseSkills): WatchTarget[] {
  const { locations, paths, config } = survey;
  const file = (path: string): WatchTarget => ({ path, kind: 'file' });
  const entries = (path: string): WatchTarget => ({ path, kind: 'entries' });
  const configs = config.layers.map((layer) => layer.file).filter((each) => each !== osPolicyFiles.config);
  const hookFiles = configs.map((each) => paths.join(paths.dirname(each), 'hooks.json'));
  const targets = [
    ...configs.map(file),
    ...hookFiles.map(file),
    file(locations.requirements),
    ...survey.marketplaceFiles.map((path) => marketplaceTarget(survey, path)),
    ...survey.cache.folders.map(entries),
    ...[...survey.cache.plugins.values()].map((plugin) => entries(plugin.folder)),
    ...packageTargets(survey),
    ...skills.folders.map(entries),
    ...skills.skills.map((each) => file(each.skill.file)),
  ];
  return unique(targets);
}

function marketplaceTarget(survey: Survey, path: string): WatchTarget {
  const market = [...survey.marketplaces.values()].find((each) => each.file === path);
  return { path, kind: 'file', ...(market === undefined ? {} : { root: market.root }) };
}

function packageTargets(survey: Survey): WatchTarget[] {
  return pluginIdentities(survey).flatMap((identity) => {
    const { root, facts } = cachedVersion(survey, identity);
    if (root === undefined || facts === undefined) return [];
    const manifest = facts.manifest?.file ?? survey.paths.join(root, '.codex-plugin', 'plugin.json');
    const parts = [manifest, ...facts.servers.map((server) => server.file), ...facts.hooks.map((each) => each.file)];
    return [...new Set(parts)].map((path) => ({ path, kind: 'file' as const, root }));
  });
}

function unique(targets: readonly WatchTarget[]): WatchTarget[] {
  const byKey = new Map(targets.map((target) => [`${target.kind}\0${target.path}`, target]));
  return [...byKey.values()];
}
