import { hostileName } from '#agents/hostile-name';
import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { Effective, Plugin, Problem } from '#contract/plugin';
import { nothingProvided } from '#contract/plugin';
import { type Scope, standaloneId } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import type { ConfigLayer } from './config-layers.ts';
import { rowSwitchability } from './plugin-rows.ts';
import { capital } from './plugin-state.ts';
import { pointerOf } from './pointer.ts';
import { serverRule } from './requirements.ts';
import { serverErrors, serverFacts } from './server-definition.ts';
import type { Survey } from './survey.ts';
import { decidedByLayer, layerName, readSwitch } from './switch-layers.ts';
import { valueAt } from './tables.ts';

export interface StandaloneServer {
  name: string;
  /** All counting layers merged. */
  definition: UnknownRecord;
  /** The layer that says what it runs; the weakest one that does. */
  home: ConfigLayer;
  scope: Scope;
}

export function serverSwitchPath(name: string): string[] {
  return ['mcp_servers', name, 'enabled'];
}

/** Servers of `[mcp_servers]` in layers that count; one of each name, because Codex merges them key by key. */
export function standaloneServers(survey: Survey): StandaloneServer[] {
  const merged = asRecord(survey.config.merged.mcp_servers) ?? {};
  return Object.entries(merged).flatMap(([name, value]) => {
    const home = homeLayer(survey, name);
    if (home === undefined) return [];
    return [{ name, definition: asRecord(value) ?? {}, home, scope: scopeOf(home) }];
  });
}

function homeLayer(survey: Survey, name: string): ConfigLayer | undefined {
  const speaking = survey.config.layers.filter(
    (layer) => layer.counts && valueAt(layer.value, ['mcp_servers', name]) !== undefined,
  );
  const defining = speaking.filter((layer) =>
    ['command', 'url'].some((key) => valueAt(layer.value, ['mcp_servers', name, key]) !== undefined),
  );
  return defining.at(-1) ?? speaking.at(-1);
}

function scopeOf(layer: ConfigLayer): Scope {
  if (layer.scope === 'project') return 'project';
  return layer.scope === 'managed' || layer.scope === 'system' ? 'managed' : 'user';
}

export function serverRow(survey: Survey, server: StandaloneServer): Plugin {
  const errors = serverErrors(server.definition);
  const facts = serverFacts(server.definition);
  const nameError = /^[A-Za-z0-9_-]+$/.test(server.name)
    ? undefined
    : 'Its name holds other characters than letters, digits, _ and -, so it fails at its start.';
  const error = errors[0] === undefined ? nameError : `Its definition is invalid: ${errors[0].message}.`;
  const folder = server.scope === 'project' ? server.home.folder : undefined;
  const effective = serverState(survey, server, error, errors.length > 0);
  return {
    id: standaloneId('codex', 'mcp', server.name, server.scope, folder),
    agent: 'codex',
    kind: 'mcp',
    name: server.name,
    ...(facts.url === undefined && facts.command === undefined
      ? {}
      : { description: facts.url ?? [facts.command, ...(facts.args ?? [])].join(' ').slice(0, 200) }),
    installs: [
      {
        scope: server.scope,
        ...(folder === undefined ? {} : { projectPath: folder }),
        path: server.home.file,
        exists: true,
      },
    ],
    effective,
    provides: { ...nothingProvided, mcpServers: 1 },
    problems: serverProblems(server, errors.length > 0 ? error : nameError),
    switch: rowSwitchability(effective, survey.fatal),
  };
}

function serverState(survey: Survey, server: StandaloneServer, error: string | undefined, isFatal: boolean): Effective {
  const path = serverSwitchPath(server.name);
  const reading = readSwitch(survey.config, path);
  const isOn = reading.winner?.value !== false;
  const facts = serverFacts(server.definition);
  const rule = serverRule(survey.requirements, server.name, facts);
  const winner = reading.winner;
  const decided: Effective['decidedBy'] =
    winner === undefined
      ? {
          scope: 'default',
          file: server.home.file,
          pointer: pointerOf(path.slice(0, 2)),
          reason: 'Its table has no enabled key, and then a server is on.',
        }
      : decidedByLayer(winner, path, `${capital(layerName(winner.layer))} turns it ${isOn ? 'on' : 'off'}.`);
  const is = (state: Effective['state'], enabled: boolean, decidedBy = decided): Effective => ({
    state,
    enabled,
    decidedBy,
    layers: reading.layers,
  });
  if (isFatal || survey.fatal !== undefined)
    return is('broken', false, {
      ...decided,
      reason: isFatal && error !== undefined ? error : (survey.fatal?.message ?? ''),
    });
  if (rule !== undefined) {
    const layers = reading.layers.map((layer) => ({ ...layer, wins: false }));
    return {
      ...is('blocked', false, {
        scope: 'requirements',
        file: rule.file,
        pointer: pointerOf(rule.path),
        reason: rule.reason,
      }),
      layers,
    };
  }
  if (!isOn) return is('disabled', false);
  return error === undefined
    ? is('enabled', true)
    : is('broken', true, { ...decided, reason: `${decided.reason} ${error}` });
}

function serverProblems(server: StandaloneServer, error: string | undefined): Problem[] {
  const odd = hostileName(server.name);
  return [
    ...(error === undefined ? [] : [problem('server-invalid', error, { file: server.home.file })]),
    ...(odd === undefined ? [] : [problem('hostile-name', odd, { file: server.home.file })]),
  ];
}

/** Servers in project files that are not read: the file is named, so that nobody waits for them. */
export function unreadProjectServers(survey: Survey): Problem[] {
  return survey.config.layers
    .filter((layer) => layer.scope === 'project' && !layer.counts && layer.isPresent)
    .flatMap((layer) => {
      const names = Object.keys(asRecord(layer.value.mcp_servers) ?? {});
      const what = names.length === 0 ? '' : ` Its servers are not used: ${names.join(', ')}.`;
      return [problem('project-not-trusted', `${layer.note ?? ''}${what}`, { file: layer.file })];
    });
}
