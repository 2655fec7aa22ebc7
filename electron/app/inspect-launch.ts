import type { CompiledPolicy } from '#contract/compiled-policy';
import { serverKey } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { LaunchPreview } from '#contract/inspect';
import type { Profile } from '#contract/policy';
import type { ServerDefinition } from '#contract/server-definition';
import { loginPath } from '#platform/login-path';
import { isThere } from '#platform/private-files';
import { isProgram, realPath } from '#platform/programs';
import { type RemoteFacts, resolveRemote } from '#runtime/remote/remote-target';
import { type ResolvedLaunch, resolveLaunch } from '#runtime/resolve-launch';
import { createSandbox, type Sandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { cageWords } from './cage-words.ts';
import { type Connected, connectDefinition } from './connect-definition.ts';
import { createPermissions } from './permissions.ts';
import { withPrepared } from './prepared-files.ts';
import { serverSecrets } from './server-secrets.ts';

/** Which server, and for whom it would work. */
export interface InspectRequest {
  plugin: string;
  /** Undefined: the only one. */
  server: string | undefined;
  project: string | null;
}

export interface InspectLaunchPorts {
  home: string;
  data: string;
  isSample: boolean;
  /** How its agent would start it, without Gatehouse. Throws AppError `not_found`. */
  definition(request: InspectRequest): Promise<ServerDefinition>;
}

/** A server as Gatehouse would start it by itself. */
export interface InspectLaunch {
  definition: ServerDefinition;
  resolved: ResolvedLaunch;
  policy: CompiledPolicy;
  profile: Profile;
  mayRunUncaged: boolean;
  sandbox: Sandbox;
  /** Real path of the folder it works for. */
  project: string;
  path: string;
  /** Names of the variables whose values come from the keychain. */
  secrets: string[];
  /** Of a server behind a URL, of which nothing runs here. */
  remote?: { host: string; connect(say: (sentence: string) => void): Connected };
}

/** Throws AppError `not_found`, and `unavailable` when nothing can be told because a file of Gatehouse's cannot be read. */
export async function inspectLaunch(request: InspectRequest, ports: InspectLaunchPorts): Promise<InspectLaunch> {
  const { home, data } = ports;
  const definition = await ports.definition(request);
  const { plugin, server } = definition;
  const permissions = createPermissions({ data, now: () => new Date() });
  const policy = permissions.read();
  const profile = permissions.profile(plugin, server);
  // The keychain is the user's own even when the home is a copy.
  const secrets = ports.isSample ? {} : await serverSecrets(data, plugin);
  const path = await loginPath();
  const project = realPath(request.project ?? definition.root ?? home);
  const facts = {
    ...{ platform: process.platform, home: realPath(home), env: { ...process.env, PATH: path }, loginPath: path },
    ...{ project, profileEnv: profile.env, secrets, isProgram, isThere },
  };
  const remote = remoteOf(definition, { env: facts.env, secrets, project });
  return {
    ...{ definition, policy, profile, project, path, secrets: Object.keys(secrets) },
    ...(remote === undefined || 'resolved' in remote ? {} : { remote }),
    resolved:
      remote !== undefined && 'resolved' in remote
        ? remote.resolved
        : withoutHome(resolvePrepared(data, definition, profile, facts), facts.home),
    mayRunUncaged: policy.uncaged.includes(serverKey(plugin, server)),
    sandbox: createSandbox(sandboxHost(realPath(home), data)),
  };
}

/** Undefined for one that is started here; `resolved` tells why one behind a URL cannot be reached. */
function remoteOf(
  definition: ServerDefinition,
  facts: RemoteFacts,
): InspectLaunch['remote'] | { resolved: ResolvedLaunch & { ok: false } } | undefined {
  if (!['http', 'sse', 'ws'].includes(definition.transport)) return undefined;
  const resolved = resolveRemote(definition, facts);
  if (!resolved.ok) {
    return { resolved: { ok: false, code: 'not-stdio', reason: resolved.reason, remedy: resolved.remedy } };
  }
  return {
    host: resolved.target.url.host,
    connect: (say) => connectDefinition({ definition, ...facts, say }),
  };
}

function resolvePrepared(
  data: string,
  definition: ServerDefinition,
  profile: Profile,
  facts: Parameters<typeof resolveLaunch>[1],
): ResolvedLaunch {
  try {
    return resolveLaunch(withPrepared(data, definition, profile.hosts), facts);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, code: 'program-missing', reason: error.message, remedy: '' };
  }
}

/** Where no project is looked at the home stands in for it, which no cage shows. */
function withoutHome(resolved: ResolvedLaunch, home: string): ResolvedLaunch {
  if (!resolved.ok || resolved.launch.project !== home) return resolved;
  const { project: _home, ...launch } = resolved.launch;
  return { ...resolved, launch };
}

/** What a look before the start shows. `clean` takes secrets out of a text. */
export async function previewOf(launch: InspectLaunch, clean: (text: string) => string): Promise<LaunchPreview> {
  const { definition, resolved, profile, mayRunUncaged, sandbox, path } = launch;
  const { server, file, command, args, url } = definition;
  const common = { server, file, path, isRemote: url !== undefined };
  if (launch.remote !== undefined) {
    const { host } = launch.remote;
    const cage = [`Sends requests to ${host} and to no other host.`, 'Nothing of it runs on this computer.'];
    return {
      ...common,
      command: [clean(url ?? host)],
      env: Object.keys(definition.headers ?? {}),
      cage,
      isUncaged: false,
    };
  }
  if (!resolved.ok) {
    const written = [command ?? url, ...args].filter((part) => part !== undefined).map(clean);
    const obstacle = { reason: resolved.reason, remedy: resolved.remedy };
    return { ...common, command: written, env: Object.keys(definition.env), cage: [], obstacle, isUncaged: false };
  }
  const { notCageable } = resolved;
  const lacking = notCageable === undefined ? await sandbox.lacking() : { reason: notCageable, remedy: '' };
  const remedy = `To let it run without a cage: gatehouse policy uncaged ${definition.plugin} --server ${server}`;
  return {
    ...common,
    command: [resolved.launch.command, ...resolved.launch.args].map(clean),
    cwd: resolved.launch.cwd,
    env: Object.keys(resolved.launch.env).toSorted(),
    cage: lacking === undefined ? cageWords(resolved.launch, profile) : [],
    ...(lacking === undefined || mayRunUncaged
      ? {}
      : {
          obstacle: { reason: `It cannot be caged: ${lacking.reason}`, remedy: `${lacking.remedy} ${remedy}`.trim() },
        }),
    isUncaged: lacking !== undefined && mayRunUncaged,
  };
}
