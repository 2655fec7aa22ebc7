import { hostileName } from '#agents/hostile-name';
import type { Effective, Plugin, Problem } from '#contract/plugin';
import { nothingProvided } from '#contract/plugin';
import { type Scope, standaloneId } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import { foldersBetween } from './project-trust.ts';
import { findSkills, readSkill, type SkillFacts, type SkillFile } from './skill-folders.ts';
import { lastSkillSwitch } from './skill-switch.ts';
import type { Survey } from './survey.ts';
import { valueAt } from './tables.ts';

export interface LooseSkill {
  id: string;
  skill: SkillFile;
  facts: SkillFacts;
  scope: Scope;
  /** Project scope: the folder that holds `.agents` or `.codex`. */
  folder?: string;
  isSystem: boolean;
}

export interface LooseSkills {
  skills: LooseSkill[];
  /** Folders whose entries tell of skills coming and going. */
  folders: string[];
  problems: Problem[];
}

interface Root {
  path: string;
  scope: Scope;
  folder?: string;
  isSystem?: boolean;
}

/** Skills outside plugins: of the project (trusted or not), of the user, of the administrator, and Codex's own. */
export function looseSkills(survey: Survey): LooseSkills {
  const { context, paths } = survey;
  const result: LooseSkills = { skills: [], folders: [], problems: [] };
  const ids = new Set<string>();
  const files = new Set<string>();
  for (const root of skillRoots(survey)) {
    const found = findSkills({ port: context.port, paths }, root.path, { followLinks: root.isSystem !== true });
    result.folders.push(...(found.folders.length === 0 ? [root.path] : found.folders.slice(0, 200)));
    result.problems.push(...found.problems);
    for (const skill of found.skills) {
      // The same file reached twice through links is one skill to Codex.
      const real = context.port.realpath(skill.file) ?? skill.file;
      if (files.has(real)) continue;
      files.add(real);
      const facts = readSkill(context.port, skill);
      const plain = standaloneId('codex', 'skill', facts.name, root.scope, root.folder);
      const id = ids.has(plain)
        ? standaloneId('codex', 'skill', facts.name, root.scope, paths.dirname(skill.file))
        : plain;
      if (ids.has(id)) continue;
      ids.add(id);
      result.skills.push({
        id,
        skill,
        facts,
        scope: root.scope,
        isSystem: root.isSystem === true,
        ...(root.folder === undefined ? {} : { folder: root.folder }),
      });
    }
  }
  return result;
}

function skillRoots(survey: Survey): Root[] {
  const { locations, config, paths } = survey;
  const folders =
    config.project === undefined ? [] : foldersBetween(paths, config.project.root, config.project.folder).reverse();
  const own = folders.flatMap((folder): Root[] => [
    { path: paths.join(folder, '.agents', 'skills'), scope: 'project', folder },
    { path: paths.join(folder, '.codex', 'skills'), scope: 'project', folder },
  ]);
  const isUsers = (path: string) =>
    paths.isSame(path, locations.agentsSkills) || paths.isSame(path, locations.userSkills);
  return [
    ...own.filter((root) => !isUsers(root.path)),
    { path: locations.agentsSkills, scope: 'user' },
    { path: locations.userSkills, scope: 'user' },
    { path: locations.systemSkills, scope: 'managed', isSystem: true },
    ...(locations.adminSkills === undefined ? [] : [{ path: locations.adminSkills, scope: 'managed' as const }]),
  ];
}

export function skillRow(survey: Survey, loose: LooseSkill): Plugin {
  const { facts, skill } = loose;
  const odd = hostileName(facts.name);
  return {
    id: loose.id,
    agent: 'codex',
    kind: 'skill',
    name: facts.name,
    ...(facts.description === undefined ? {} : { description: facts.description }),
    ...(loose.isSystem ? { author: 'OpenAI, built into Codex' } : {}),
    installs: [
      {
        scope: loose.scope,
        ...(loose.folder === undefined ? {} : { projectPath: loose.folder }),
        path: survey.paths.dirname(skill.file),
        exists: true,
      },
    ],
    effective: skillState(survey, loose),
    provides: { ...nothingProvided, skills: 1 },
    problems: [
      ...(facts.problem === undefined ? [] : [facts.problem]),
      ...(odd === undefined ? [] : [problem('hostile-name', odd, { file: skill.file })]),
    ],
    switch: survey.fatal === undefined ? { can: true } : { can: false, reason: survey.fatal.message },
  };
}

function skillState(survey: Survey, loose: LooseSkill): Effective {
  const user = survey.config.layers.find((layer) => layer.scope === 'user');
  const found = lastSkillSwitch(user, { name: loose.facts.name, file: loose.skill.file }, survey.context.port);
  const file = survey.locations.userConfig;
  const pointer = found === undefined ? 'skills.config' : `skills.config[${found.at}].enabled`;
  const layers: Effective['layers'] = [
    {
      scope: 'user',
      file,
      pointer,
      value: found === undefined ? '' : String(found.enabled),
      wins: found !== undefined,
    },
  ];
  const is = (state: Effective['state'], enabled: boolean, decidedBy: Effective['decidedBy']): Effective => ({
    state,
    enabled,
    decidedBy,
    layers,
  });
  if (survey.fatal !== undefined) return is('broken', false, { scope: 'user', reason: survey.fatal.message });
  if (loose.isSystem && valueAt(survey.userConfig, ['skills', 'bundled', 'enabled']) === false) {
    return is('disabled', false, {
      scope: 'user',
      file,
      pointer: 'skills.bundled.enabled',
      value: 'false',
      reason: 'Your configuration turns the skills built into Codex off.',
    });
  }
  if (found?.enabled === false) {
    const reason = `Your configuration turns it off by ${found.by}.`;
    return is('disabled', false, { scope: 'user', file, pointer, value: 'false', reason });
  }
  const why = loose.isSystem
    ? 'It is built into Codex, and nothing turns it off.'
    : 'It lies in a folder Codex reads, and nothing turns it off.';
  if (loose.facts.problem !== undefined)
    return is('broken', false, { scope: 'record', file: loose.skill.file, reason: loose.facts.problem.message });
  if (found === undefined) return is('enabled', true, { scope: 'default', file: loose.skill.file, reason: why });
  return is('enabled', true, {
    scope: 'user',
    file,
    pointer,
    value: 'true',
    reason: `Your configuration turns it on by ${found.by}.`,
  });
}
