import type { CallDetail } from '#contract/history';
import type { PermissionWhy } from '#contract/permissions';
import { realPath } from '#platform/programs';
import { decide } from '#policy/decide';
import { toolClass } from '#policy/tool-class';
import { seenTool } from './held-tools.ts';
import { guardedServers, type PermissionSource, policyNow } from './permission-source.ts';

/** What decided a call of the history, and what would decide it now. Throws AppError `unavailable`. */
export function permissionWhy(
  source: Pick<PermissionSource, 'data' | 'systemPolicy'>,
  call: CallDetail,
): PermissionWhy {
  const recorded = call.gatehouse?.decision;
  const { plugin, server, tool, agent } = call;
  const { policy } = policyNow(source);
  const named = (ids: readonly (string | undefined)[]) =>
    [...policy.rules, ...policy.system].filter(({ id }) => ids.includes(id));
  if (call.type !== 'tool' || plugin === undefined || server === undefined) {
    return { isGuarded: false, ...(recorded === undefined ? {} : { recorded }), rules: named([recorded?.rule]) };
  }
  const project = call.project === undefined ? undefined : realPath(call.project);
  const seen = seenTool(source.data, plugin, server, tool);
  const now = decide(
    policy,
    { plugin, server, tool, agent, project },
    { standing: seen.standing, class: toolClass(tool, seen.definition?.['annotations']) },
  );
  return {
    about: { plugin, server, tool, agent, ...(project === undefined ? {} : { project }) },
    isGuarded: guardedServers(source.data)(plugin, server),
    ...(recorded === undefined ? {} : { recorded }),
    now,
    rules: named([recorded?.rule, now.rule]),
  };
}
