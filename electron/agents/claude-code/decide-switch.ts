import type { SwitchDecision, SwitchOption, SwitchRequest } from '#agents/agent-module';
import type { ConfigOperation } from '#agents/config-edit';
import { asRecord } from '#agents/shapes';
import type { ClaudeFacts } from './claude-facts.ts';
import type { LocatedPlugin } from './located-plugins.ts';
import { readClaudePackage } from './package-reader.ts';
import { hasSwitch, packageAround, serverName } from './plugin-rows.ts';
import type { StandaloneServer } from './server-rows.ts';
import type { SettingsLayer } from './settings-layers.ts';
import { stringsIn } from './state-file.ts';

type Refusal = Extract<SwitchDecision, { ok: false }>;
type WritableScope = SwitchOption['scope'];

const refuse = (code: Refusal['code'], reason: string, options: SwitchOption[] = []): Refusal => ({
  ok: false,
  code,
  reason,
  options,
});

/** What a running session still holds, in words. */
export function afterwards(facts: ClaudeFacts, what: 'plugin' | 'server'): string[] {
  const listed = facts.context.port.list(facts.at.paths.join(facts.at.configDir, 'sessions'));
  const running = listed.ok ? listed.entries.filter((entry) => entry.name.endsWith('.json')).length : 0;
  const until = what === 'plugin' ? 'until /reload-plugins or a new session' : 'until a new session';
  if (running === 0)
    return [`Takes effect in the next session${what === 'plugin' ? ', or after /reload-plugins' : ''}.`];
  const who = running === 1 ? 'One Claude Code session is' : `${running} Claude Code sessions are`;
  return [`${who} running and ${running === 1 ? 'keeps' : 'keep'} the old state ${until}.`];
}

/** A plugin as a whole: one key of `enabledPlugins` in one of three files. */
export function decidePlugin(facts: ClaudeFacts, plugin: LocatedPlugin, request: SwitchRequest): SwitchDecision {
  if (plugin.marketplaceName === undefined) {
    return refuse(
      'no-switch',
      `Claude Code ignores ${JSON.stringify(plugin.own)}: a plugin id is name@marketplace. Remove it from the settings file by hand.`,
    );
  }
  const managed = facts.settings.layers.find(
    (layer) => layer.scope === 'managed' && hasSwitch(layer.value, plugin.own),
  );
  if (managed !== undefined) {
    return refuse('managed', `Managed settings decide it (${managed.file}); nothing you may write is stronger.`);
  }
  const path = ['enabledPlugins', plugin.own];
  return decideInSettings(
    facts,
    request,
    (layer) => valueIn(layer, plugin.own),
    { kind: 'set', path, value: request.enable },
    'plugin',
  );
}

function valueIn(layer: SettingsLayer, own: string): boolean | undefined {
  const map = asRecord(layer.value?.['enabledPlugins']);
  if (map === undefined || !Object.hasOwn(map, own)) return undefined;
  return map[own] === true || Array.isArray(map[own]);
}

/** A loose skill: `skillOverrides` in one of three files. */
export function decideSkill(facts: ClaudeFacts, name: string, request: SwitchRequest): SwitchDecision {
  const valueOf = (layer: SettingsLayer) => {
    const value = asRecord(layer.value?.['skillOverrides'])?.[name];
    return typeof value === 'string' ? value !== 'off' : undefined;
  };
  const managed = facts.settings.layers.find((layer) => layer.scope === 'managed' && valueOf(layer) !== undefined);
  if (managed !== undefined) return refuse('managed', `Managed settings decide it (${managed.file}).`);
  const operation: ConfigOperation = {
    kind: 'set',
    path: ['skillOverrides', name],
    value: request.enable ? 'on' : 'off',
  };
  return decideInSettings(facts, request, valueOf, operation, 'plugin');
}

/**
 * The three files a user may write, each with what it would lead to. The one that now decides is offered first;
 * a stronger file that says the same is written too late, a weaker one does nothing.
 */
function decideInSettings(
  facts: ClaudeFacts,
  request: SwitchRequest,
  valueOf: (layer: SettingsLayer) => boolean | undefined,
  operation: ConfigOperation,
  what: 'plugin' | 'server',
): SwitchDecision {
  const writable = facts.settings.layers.filter((layer) => layer.scope !== 'managed');
  if (request.scope !== undefined && request.scope !== 'user' && facts.context.project === undefined) {
    return refuse(
      'needs-project',
      `The ${request.scope} scope belongs to a project: name one with --project, or pick one.`,
    );
  }
  const deciding = writable.find((layer) => valueOf(layer) !== undefined);
  const options = writable.map((layer, at): SwitchOption => {
    const stronger = writable
      .slice(0, at)
      .find((each) => valueOf(each) !== undefined && valueOf(each) !== request.enable);
    const scope: WritableScope = layer.scope === 'managed' ? 'user' : layer.scope;
    return {
      scope,
      takesEffect: stronger === undefined && !layer.isBroken,
      reason: layer.isBroken
        ? 'The file does not parse; mend it first.'
        : stronger === undefined
          ? effectOf(scope, request.enable)
          : `No effect: ${stronger.scope} overrules it.`,
      edit: { file: layer.file, format: 'json', operation, lock: `${layer.file}.lock` },
    };
  });
  const isAlready = deciding !== undefined && valueOf(deciding) === request.enable;
  const ordered = orderOptions(options, deciding?.scope);
  const first = request.scope === undefined ? ordered[0] : ordered.find((option) => option.scope === request.scope);
  if (first === undefined) return refuse('not-found', 'There is no settings file for that scope.', ordered);
  if (isAlready && (request.scope === undefined || valueOf(layerOf(writable, first)) === request.enable)) {
    return refuse('already', `It is already ${request.enable ? 'on' : 'off'}: ${deciding.file} says so.`, ordered);
  }
  if (!first.takesEffect) {
    const broken = layerOf(writable, first).isBroken;
    const better = ordered.find((option) => option.takesEffect);
    const hint = better === undefined ? '' : ` The ${better.scope} scope would work.`;
    return refuse(
      broken ? 'broken-file' : 'higher-layer',
      `Writing ${first.edit.file} would do nothing. ${first.reason}${hint}`,
      ordered,
    );
  }
  return {
    ok: true,
    options: [first, ...ordered.filter((option) => option !== first)],
    afterwards: afterwards(facts, what),
  };
}

function layerOf(layers: readonly SettingsLayer[], option: SwitchOption): SettingsLayer {
  const found = layers.find((layer) => layer.file === option.edit.file);
  if (found === undefined) throw new Error('An option names a file that is no layer.');
  return found;
}

function effectOf(scope: WritableScope, enable: boolean): string {
  const word = enable ? 'Enabled' : 'Disabled';
  if (scope === 'user') return `${word} in every project that does not say otherwise.`;
  return scope === 'project'
    ? `${word} in this project, for everyone who works on it.`
    : `${word} in this project, for you.`;
}

/**
 * First what takes effect and is least surprising: the file that decides now, else the user's own. A project's
 * shared file comes last, because others read it.
 */
function orderOptions(options: readonly SwitchOption[], deciding: string | undefined): SwitchOption[] {
  const preferred = deciding === 'project' ? 'local' : (deciding ?? 'user');
  const rank = (option: SwitchOption) =>
    (option.takesEffect ? 0 : 10) + (option.scope === preferred ? 0 : option.scope === 'project' ? 2 : 1);
  return [...options].sort((a, b) => rank(a) - rank(b));
}

/** A plugin's or a user's own server, switched for one project in the state file. */
export function decideListedServer(facts: ClaudeFacts, name: string, request: SwitchRequest): SwitchDecision {
  const { project } = facts.context;
  if (project === undefined) {
    return refuse('needs-project', 'Claude Code switches servers per project: name one with --project, or pick one.');
  }
  if (request.scope !== undefined && request.scope !== 'local') {
    return refuse(
      'no-switch',
      `Servers are switched for you in one project (scope local); there is no ${request.scope} switch.`,
    );
  }
  if (facts.state.exists && facts.state.value === undefined)
    return refuse('broken-file', `${facts.state.file} does not parse; mend it first.`);
  const isOff = stringsIn(facts.here?.value['disabledMcpServers']).includes(name);
  if (isOff !== request.enable)
    return refuse('already', `It is already ${request.enable ? 'on' : 'off'} in this project.`);
  const path = ['projects', facts.here?.key ?? project, 'disabledMcpServers'];
  const option: SwitchOption = {
    scope: 'local',
    takesEffect: true,
    reason: effectOf('local', request.enable),
    edit: {
      file: facts.state.file,
      format: 'json',
      operation: { kind: request.enable ? 'remove-from-list' : 'add-to-list', path, item: name },
      lock: `${facts.state.file}.lock`,
    },
  };
  return { ok: true, options: [option], afterwards: afterwards(facts, 'server') };
}

/** A part of a plugin with a switch of its own: only its servers have one. */
export function decidePart(facts: ClaudeFacts, plugin: LocatedPlugin, request: SwitchRequest): SwitchDecision {
  const { component } = request;
  if (component === undefined || component.kind !== 'mcp-server') {
    return refuse(
      'no-switch',
      `Claude Code has no switch for a single ${component?.kind ?? 'part'} of a plugin; switch the plugin.`,
    );
  }
  const { port, memo } = facts.context;
  if (plugin.root === undefined) return refuse('not-found', 'It is not installed, so it has no servers.');
  const found = readClaudePackage({ port, paths: facts.at.paths, memo }, plugin.root, packageAround(plugin));
  if (!found.serverNames.includes(component.name)) {
    return refuse(
      'not-found',
      `It has no server ${JSON.stringify(component.name)}; it has: ${found.serverNames.join(', ') || 'none'}.`,
    );
  }
  return decideListedServer(facts, serverName(found.manifest.name ?? plugin.name, component.name), request);
}

/** A server the project brings: approved or rejected by name in your local settings. */
export function decideProjectServer(
  facts: ClaudeFacts,
  server: StandaloneServer,
  request: SwitchRequest,
): SwitchDecision {
  const local = facts.settings.layers.find((layer) => layer.scope === 'local');
  if (local === undefined)
    return refuse('needs-project', 'It belongs to a project: name it with --project, or pick it.');
  if (request.scope !== undefined && request.scope !== 'local') {
    return refuse(
      'no-switch',
      `A project's server is approved for you (scope local), not in the ${request.scope} scope.`,
    );
  }
  if (local.isBroken) return refuse('broken-file', `${local.file} does not parse; mend it first.`);
  const names = (layer: SettingsLayer, key: string) => stringsIn(layer.value?.[key]).includes(server.name);
  const rejections = facts.settings.layers.filter((layer) => names(layer, 'disabledMcpjsonServers'));
  const option = (operation: ConfigOperation): SwitchOption => ({
    scope: 'local',
    takesEffect: true,
    reason: effectOf('local', request.enable),
    edit: { file: local.file, format: 'json', operation, lock: `${local.file}.lock` },
  });
  const accept = (operation: ConfigOperation): SwitchDecision => ({
    ok: true,
    options: [option(operation)],
    afterwards: afterwards(facts, 'server'),
  });
  if (!request.enable) {
    if (rejections.length > 0)
      return refuse('already', `It is already rejected: ${rejections[0]?.file ?? ''} says so.`);
    return accept({ kind: 'add-to-list', path: ['disabledMcpjsonServers'], item: server.name });
  }
  const elsewhere = rejections.find((layer) => layer !== local);
  if (elsewhere !== undefined) {
    return refuse(
      elsewhere.scope === 'managed' ? 'managed' : 'higher-layer',
      `${elsewhere.file} rejects it, and a rejection always wins.`,
    );
  }
  if (rejections.length > 0) {
    const isApproved = facts.settings.layers.some(
      (layer) => names(layer, 'enabledMcpjsonServers') || layer.value?.['enableAllProjectMcpServers'] === true,
    );
    if (!isApproved) {
      return refuse(
        'higher-layer',
        `${local.file} rejects it and nothing approves it: two places must change. Approve it in Claude Code with /mcp, or remove it from disabledMcpjsonServers first.`,
      );
    }
    return accept({ kind: 'remove-from-list', path: ['disabledMcpjsonServers'], item: server.name });
  }
  if (request.plugin.effective.enabled) return refuse('already', 'It is already approved.');
  return accept({ kind: 'add-to-list', path: ['enabledMcpjsonServers'], item: server.name });
}
