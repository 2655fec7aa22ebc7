import type { SwitchDecision, SwitchOption, SwitchRequest } from '#agents/agent-module';
import type { ConfigEdit, ConfigOperation } from '#agents/config-edit';
import type { ClaudeFacts } from './claude-facts.ts';
import { afterwards, effectOf, refuse } from './decide-settings.ts';
import type { StandaloneServer } from './server-rows.ts';
import type { SettingsLayer } from './settings-layers.ts';
import { stringsIn } from './state-file.ts';

/** Why no server can be switched as asked; undefined when one can. Servers are switched for one person in one project. */
function unswitchable(facts: ClaudeFacts, request: SwitchRequest): SwitchDecision | undefined {
  if (facts.context.project === undefined) {
    return refuse('needs-project', 'Claude Code switches servers per project: name one with --project, or pick one.');
  }
  if (request.scope !== undefined && request.scope !== 'local') {
    return refuse(
      'no-switch',
      `Servers are switched for you in one project (scope local); there is no ${request.scope} switch.`,
    );
  }
  return undefined;
}

/** The state file's own list of servers that are off in the project, as an edit; undefined when the file cannot be edited. */
function listEdit(facts: ClaudeFacts, name: string, enable: boolean): ConfigEdit | undefined {
  const { project } = facts.context;
  if (project === undefined || (facts.state.exists && facts.state.value === undefined)) return undefined;
  return {
    file: facts.state.file,
    format: 'json',
    operation: {
      kind: enable ? 'remove-from-list' : 'add-to-list',
      path: ['projects', facts.here?.key ?? project, 'disabledMcpServers'],
      item: name,
    },
    lock: `${facts.state.file}.lock`,
  };
}

function accept(facts: ClaudeFacts, request: SwitchRequest, edit: ConfigEdit): SwitchDecision {
  const option: SwitchOption = { scope: 'local', takesEffect: true, reason: effectOf('local', request.enable), edit };
  return { ok: true, options: [option], afterwards: afterwards(facts, 'server') };
}

function isListedOff(facts: ClaudeFacts, name: string): boolean {
  return stringsIn(facts.here?.value['disabledMcpServers']).includes(name);
}

/** A server of a plugin, of the user, or added for one project: switched in the state file's list of that project. */
export function decideListedServer(facts: ClaudeFacts, name: string, request: SwitchRequest): SwitchDecision {
  const refusal = unswitchable(facts, request);
  if (refusal !== undefined) return refusal;
  const edit = listEdit(facts, name, request.enable);
  if (edit === undefined) return refuse('broken-file', `${facts.state.file} is not valid; mend it first.`);
  if (isListedOff(facts, name) !== request.enable) {
    return refuse('already', `It is already ${request.enable ? 'on' : 'off'} in this project.`);
  }
  return accept(facts, request, edit);
}

/** A server the project brings: approved or rejected by name in your local settings. */
export function decideProjectServer(
  facts: ClaudeFacts,
  server: StandaloneServer,
  request: SwitchRequest,
): SwitchDecision {
  const refusal = unswitchable(facts, request);
  if (refusal !== undefined) return refusal;
  const local = facts.settings.layers.find((layer) => layer.scope === 'local');
  if (local === undefined)
    return refuse('needs-project', 'It belongs to a project: name it with --project, or pick it.');
  const edit = (operation: ConfigOperation): ConfigEdit => ({
    file: local.file,
    format: 'json',
    operation,
    lock: `${local.file}.lock`,
  });
  const rejected = facts.settings.layers.filter((layer) => names(layer, 'disabledMcpjsonServers', server.name));
  if (!request.enable) {
    if (isListedOff(facts, server.name)) return refuse('already', `It is already off: ${facts.state.file} says so.`);
    if (rejected[0] !== undefined) return refuse('already', `It is already rejected: ${rejected[0].file} says so.`);
    if (local.isBroken) return refuse('broken-file', `${local.file} is not valid; mend it first.`);
    return accept(facts, request, edit({ kind: 'add-to-list', path: ['disabledMcpjsonServers'], item: server.name }));
  }
  const elsewhere = rejected.find((layer) => layer !== local);
  if (elsewhere !== undefined) {
    const code = elsewhere.scope === 'managed' ? 'managed' : 'higher-layer';
    return refuse(code, `${elsewhere.file} rejects it, and a rejection always wins.`);
  }
  const steps: { edit: ConfigEdit | undefined; words: string }[] = [];
  if (isListedOff(facts, server.name)) {
    steps.push({ edit: listEdit(facts, server.name, true), words: `${facts.state.file} lists it as off` });
  }
  if (rejected.length > 0) {
    const operation: ConfigOperation = {
      kind: 'remove-from-list',
      path: ['disabledMcpjsonServers'],
      item: server.name,
    };
    steps.push({ edit: edit(operation), words: `${local.file} rejects it` });
  }
  if (!isApproved(facts, server.name)) {
    const operation: ConfigOperation = { kind: 'add-to-list', path: ['enabledMcpjsonServers'], item: server.name };
    steps.push({ edit: local.isBroken ? undefined : edit(operation), words: 'nothing approves it' });
  }
  const [only, ...more] = steps;
  if (only === undefined) return refuse('already', 'It is already approved.');
  if (more.length > 0) {
    const words = steps.map((step) => step.words).join(', and ');
    return refuse(
      'higher-layer',
      `More than one place must change: ${words}. Approve it in Claude Code with /mcp, or mend one of them first.`,
    );
  }
  if (only.edit === undefined) return refuse('broken-file', 'The file to change is not valid; mend it first.');
  return accept(facts, request, only.edit);
}

function names(layer: SettingsLayer, key: string, name: string): boolean {
  return stringsIn(layer.value?.[key]).includes(name);
}

/** Approvals a project commits for itself count only once its folder is trusted. */
export function isApproved(facts: ClaudeFacts, name: string): boolean {
  const isTrusted = facts.here?.value['hasTrustDialogAccepted'] === true;
  return facts.settings.layers.some(
    (layer) =>
      (layer.scope !== 'project' || isTrusted) &&
      (names(layer, 'enabledMcpjsonServers', name) || layer.value?.['enableAllProjectMcpServers'] === true),
  );
}
