import type { ScanContext, SuppliedNames } from '#agents/agent-module';
import { pluginId } from '#contract/plugin-id';
import { cachedVersion, pluginIdentities } from './plugin-rows.ts';
import { surveyCodex } from './survey.ts';

/** What each plugin brings under which names, from what was read of its package already. A skill goes by its folder. */
export async function suppliedNames(context: ScanContext): Promise<Map<string, SuppliedNames>> {
  const survey = surveyCodex(context);
  const found = new Map<string, SuppliedNames>();
  for (const identity of pluginIdentities(survey)) {
    await context.pace();
    const { facts } = cachedVersion(survey, identity);
    if (facts === undefined) continue;
    const servers = facts.servers.map((server) => server.name);
    const skills = facts.skills.map((skill) => skill.folderName);
    found.set(pluginId('codex', identity.key), { servers, skills, commands: [] });
  }
  return found;
}
