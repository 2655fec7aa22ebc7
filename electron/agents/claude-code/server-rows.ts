import type { WatchTarget } from '#agents/agent-module';
import { hostileName } from '#agents/hostile-name';
import { asRecord } from '#agents/shapes';
import {
  type Component,
  type Effective,
  type Layer,
  type LayerScope,
  nothingProvided,
  type Plugin,
  type Problem,
} from '#contract/plugin';
import { standaloneId } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import type { ClaudeFacts } from './claude-facts.ts';
import { readStandaloneServer } from './component-servers.ts';
import { optional } from './install-records.ts';
import { type JsonFile, readJsonFile } from './json-file.ts';
import { pointerOf } from './pointer.ts';
import { looseVerdict, managedServersVerdict, serverVerdict, type Verdict } from './policy.ts';
import { filledServer } from './server-endpoints.ts';
import { switchLayers } from './server-layers.ts';

export interface StandaloneServer {
  id: string;
  name: string;
  scope: 'user' | 'local' | 'project' | 'managed';
  /** Folder of a local or project server. */
  folder?: string;
  file: string;
  /** Where the definition stands in `file`. */
  pointer: string;
  raw: unknown;
}

/** Every server that stands alone, strongest scope first: managed, local, project (nearest folder first), user. */
export function standaloneServers(facts: ClaudeFacts): {
  servers: StandaloneServer[];
  problems: Problem[];
  watch: WatchTarget[];
} {
  const { context, managedServers: managed } = facts;
  const projectFiles = projectServerFiles(facts);
  const servers: StandaloneServer[] = [
    ...fromMap(managed, managed.value?.['mcpServers'], ['mcpServers'], 'managed'),
    ...(facts.here === undefined
      ? []
      : fromMap(
          facts.state,
          facts.here.value['mcpServers'],
          ['projects', facts.here.key, 'mcpServers'],
          'local',
          context.project,
        )),
    ...projectFiles.flatMap(({ folder, json }) =>
      fromMap(json, json.value?.['mcpServers'], ['mcpServers'], 'project', folder),
    ),
    ...fromMap(facts.state, facts.state.value?.['mcpServers'], ['mcpServers'], 'user'),
  ];
  return {
    servers,
    problems: [...managed.problems, ...projectFiles.flatMap(({ json }) => json.problems), ...facts.state.problems],
    watch: [managed.file, ...projectFiles.map(({ json }) => json.file)].map((path) => ({ path, kind: 'file' })),
  };
}

/** `.mcp.json` of the project and of every folder above it: Claude Code finds them by walking up. */
function projectServerFiles(facts: ClaudeFacts): { folder: string; json: JsonFile }[] {
  const { project, port } = facts.context;
  const { paths } = facts.at;
  const found: { folder: string; json: JsonFile }[] = [];
  let folder = project;
  while (folder !== undefined) {
    found.push({ folder, json: readJsonFile(port, paths.join(folder, '.mcp.json'), 'settings-invalid') });
    const parent: string = paths.dirname(folder);
    folder = parent === folder || found.length > 30 ? undefined : parent;
  }
  return found.filter(({ folder: each, json }) => json.exists || each === project);
}

function fromMap(
  json: JsonFile,
  value: unknown,
  path: string[],
  scope: StandaloneServer['scope'],
  folder?: string,
): StandaloneServer[] {
  return Object.entries(asRecord(value) ?? {}).map(([name, raw]) => ({
    id: standaloneId('claude-code', 'mcp', name, scope, folder),
    name,
    scope,
    ...optional('folder', folder),
    file: json.file,
    pointer: pointerOf(...path, name),
    raw,
  }));
}

/** One row; `all` tells which other definition of the same name is stronger. */
export function serverRow(facts: ClaudeFacts, server: StandaloneServer, all: readonly StandaloneServer[]): Plugin {
  const reading = readStandaloneServer(server.name, server.raw, server.file);
  const odd = hostileName(server.name);
  const { effective, problems, switchable } = resolveServer(facts, server, reading.component, reading.isBroken, all);
  return {
    id: server.id,
    agent: 'claude-code',
    kind: 'mcp',
    name: server.name,
    installs: [{ scope: server.scope, ...optional('projectPath', server.folder), path: server.file, exists: true }],
    effective,
    provides: { ...nothingProvided, mcpServers: reading.isBroken ? 0 : 1 },
    problems: [
      ...(odd === undefined ? [] : [problem('hostile-name', `Its name is odd. ${odd}`, { file: server.file })]),
      ...reading.problems,
      ...problems,
    ],
    switch: switchable,
  };
}

export function describeServerRow(server: StandaloneServer, row: Plugin): Plugin {
  const { component, isBroken } = readStandaloneServer(server.name, server.raw, server.file);
  return { ...row, components: isBroken ? [] : [{ ...component, enabled: row.effective.enabled }] };
}

interface Resolved {
  effective: Effective;
  problems: Problem[];
  switchable: Plugin['switch'];
}

function resolveServer(
  facts: ClaudeFacts,
  server: StandaloneServer,
  component: Component,
  isBroken: boolean,
  all: readonly StandaloneServer[],
): Resolved {
  const definition: Layer = {
    scope: server.scope,
    file: server.file,
    pointer: server.pointer,
    value: 'defined',
    wins: false,
  };
  const layers = [...switchLayers(facts, server), definition];
  const decide = (
    state: Effective['state'],
    enabled: boolean,
    by: { scope: LayerScope; file?: string; pointer?: string; value?: string },
    reason: string,
    problems: Problem[] = [],
    switchable: Plugin['switch'] = { can: true },
  ): Resolved => ({
    effective: {
      state,
      enabled,
      decidedBy: { ...by, reason },
      layers: layers.map((layer) => ({ ...layer, wins: layer.file === by.file && layer.pointer === by.pointer })),
    },
    problems,
    switchable,
  });
  const here = { scope: server.scope, file: server.file, pointer: server.pointer };

  const verdict = policyOf(facts, server, component);
  if (verdict !== undefined) {
    const by = { scope: verdict.layer.scope, file: verdict.layer.file, pointer: verdict.key };
    const told = problem('blocked-by-policy', verdict.reason, { file: verdict.layer.file });
    return decide('blocked', false, by, verdict.reason, [told], { can: false, reason: verdict.reason });
  }
  const stronger = all.find((other) => other.name === server.name && (other === server || competes(facts, other)));
  if (stronger !== undefined && stronger !== server) {
    const reason = `The ${stronger.scope} server of the same name in ${stronger.file} is used instead.`;
    const by = { scope: stronger.scope, file: stronger.file, pointer: stronger.pointer };
    return decide('disabled', false, by, reason, [problem('shadowed', reason, { file: server.file })], {
      can: false,
      reason,
    });
  }
  if (isBroken)
    return decide('broken', false, here, 'Its definition is not usable, so Claude Code skips it.', [], {
      can: false,
      reason: 'Mend its definition first.',
    });
  const off = layers.find((layer) => layer.value === 'off');
  if (off !== undefined) {
    return decide(
      'disabled',
      false,
      { scope: off.scope, file: off.file, pointer: off.pointer, value: 'off' },
      `It is turned off ${off.scope === 'local' ? 'for this project' : `by the ${off.scope} settings`}.`,
    );
  }
  if (server.scope !== 'project') return decide('enabled', true, here, onReason(server));
  const approval = layers.find((layer) => layer.value === 'approved');
  if (approval !== undefined) {
    return decide(
      'enabled',
      true,
      { scope: approval.scope, file: approval.file, pointer: approval.pointer, value: 'approved' },
      'The project brings it, and it is approved.',
    );
  }
  const idle = layers.find((layer) => layer.note !== undefined);
  if (idle !== undefined) {
    const why = 'The project approves it itself, which does not count until you trust the folder in Claude Code.';
    return decide('disabled', false, here, why, [problem('project-not-trusted', why, { file: idle.file })]);
  }
  const reason = 'The project brings it, and it waits for your approval.';
  return decide('disabled', false, here, reason, [problem('server-not-approved', reason, { file: server.file })]);
}

/** A server the project brings takes no name before it is approved (seen with Claude Code 2.1.330). */
function competes(facts: ClaudeFacts, server: StandaloneServer): boolean {
  if (server.scope !== 'project') return true;
  const layers = switchLayers(facts, server);
  const isRejected = layers.some((layer) => layer.value === 'off' && layer.pointer === 'disabledMcpjsonServers');
  return !isRejected && layers.some((layer) => layer.value === 'approved');
}

function onReason(server: StandaloneServer): string {
  if (server.scope === 'managed') return 'Whoever manages this machine provides it.';
  return server.scope === 'local' ? 'You added it for this project.' : 'You added it for all projects.';
}

function policyOf(facts: ClaudeFacts, server: StandaloneServer, component: Component): Verdict | undefined {
  const plain = filledServer(component, facts.context.machine.env);
  if (server.scope === 'managed') return serverVerdict(facts.settings, plain);
  return (
    managedServersVerdict(facts.managedServers) ??
    looseVerdict(facts.settings, 'mcp') ??
    serverVerdict(facts.settings, plain)
  );
}
