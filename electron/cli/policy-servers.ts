import { checkCall } from '#app/check-call';
import { acceptTools, toolChanges } from '#app/held-tools';
import { grantedPath, grantKinds, limitKinds, withGrant, withLimit } from '#app/permissions';
import { serverKey } from '#contract/compiled-policy';
import { oneOf, UsageError } from './arguments.ts';
import type { PolicyAction, PolicyActions } from './commands/policy.ts';
import { capital, changesText } from './policy-text.ts';

/** What single servers may do. */
export const serverActions: PolicyActions = {
  grant: (action) => setGrant(action, true),
  revoke: (action) => setGrant(action, false),
  limit: setLimit,
  uncaged: (action) => setUncaged(action, true),
  caged: (action) => setUncaged(action, false),
  async accept({ core, one, serverOf, agreed, print, done, refused }) {
    const id = one('plugin');
    const server = await serverOf(id);
    const changes = toolChanges(core.data, id, server);
    if (changes === undefined) return done({ changes: null }, `No tools of "${server}" were seen yet.`);
    print(changesText(changes));
    if (Object.values(changes).every((names) => names.length === 0)) return done({ changes, accepted: false }, '');
    if (!(await agreed('Accept the tools as they are now?'))) return refused();
    acceptTools(core.data, id, server);
    return done({ changes, accepted: true }, 'Accepted. It counts at once.');
  },
  async check({ core, flags, one, serverOf, log, done }) {
    const id = one('plugin');
    const { tool, project } = flags;
    if (tool === undefined) throw new UsageError('Name the tool with --tool.');
    const server = await serverOf(id);
    const plugin = await core.describe(id, project ?? null);
    const decision = checkCall(core.data, { plugin: id, server, tool, agent: plugin.agent, project }, log);
    return done({ decision }, `${capital(decision.effect)}: ${decision.reason}`);
  },
};

/** More of anything loosens. */
async function setLimit({ permissions, operands, serverOf, agreed, done, refused }: PolicyAction): Promise<number> {
  const [id, kind, value, ...rest] = operands;
  const wanted = oneOf('limit', kind, limitKinds);
  if (id === undefined || wanted === undefined || value === undefined || rest.length > 0) {
    throw new UsageError('Write "policy limit ID memory MB", "… processes N" or "… programs yes|no".');
  }
  const server = await serverOf(id);
  const before = permissions.profile(id, server);
  const profile = withLimit(before, wanted, value);
  const isLooser =
    profile.memoryMb > before.memoryMb || profile.processes > before.processes || (profile.spawn && !before.spawn);
  if (isLooser && !(await agreed(`Let "${server}" of ${id} have ${wanted} ${value}?`))) return refused();
  await permissions.setProfile(id, server, profile);
  return done({ profile }, `Its ${wanted}: ${value}. It counts from the next start.`);
}

async function setGrant(action: PolicyAction, isGranted: boolean): Promise<number> {
  const { permissions, operands, serverOf, agreed, done, refused } = action;
  const [id, kind, named, ...rest] = operands;
  const wanted = oneOf('grant', kind, grantKinds);
  if (id === undefined || wanted === undefined || named === undefined || rest.length > 0) {
    throw new UsageError(`Write "policy ${isGranted ? 'grant' : 'revoke'} ID ${grantKinds.join('|')} WHAT".`);
  }
  const what = isGranted ? grantedPath(wanted, named) : named;
  const server = await serverOf(id);
  if (isGranted && !(await agreed(`Grant ${wanted} ${what} to "${server}" of ${id}?`))) return refused();
  const profile = withGrant(permissions.profile(id, server), wanted, what, isGranted);
  await permissions.setProfile(id, server, profile);
  return done({ profile }, `${isGranted ? 'Granted' : 'Revoked'}: ${wanted} ${what}. It counts from the next start.`);
}

async function setUncaged({ permissions, one, serverOf, agreed, done, refused }: PolicyAction, isAllowed: boolean) {
  const id = one('plugin');
  const server = await serverOf(id);
  const question = `Let "${server}" of ${id} run as you, without any cage, where it cannot be caged?`;
  if (isAllowed && !(await agreed(question))) return refused();
  await permissions.setUncaged(id, server, isAllowed);
  const says = isAllowed ? 'may run without a cage where it cannot be caged' : 'runs in a cage or not at all';
  return done({ key: serverKey(id, server), uncaged: isAllowed }, `"${server}" of ${id} ${says}.`);
}
