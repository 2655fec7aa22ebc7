import type { GuardedEntry, ScanContext, SwitchDecision } from '#agents/agent-module';
import type { ConfigEdit } from '#agents/config-edit';
import { textMap } from '#agents/raw-server';
import { asRecord } from '#agents/shapes';
import type { Plugin } from '#contract/plugin';
import { type ClaudeFacts, gatherClaude } from './claude-facts.ts';
import { afterwards, refuse } from './decide-settings.ts';
import { type StandaloneServer, standaloneServers } from './server-rows.ts';
import { stringsIn } from './state-file.ts';

/**
 * The edit that has Claude Code start something else in a server's place. Everything else of its entry stays. A file that a
 * project commits is never rewritten: a server of the same name in the local scope is stronger.
 */
export function decideGuard(context: ScanContext, plugin: Plugin, entry: GuardedEntry): SwitchDecision {
  const facts = gatherClaude(context);
  if (plugin.kind !== 'mcp') return guardOfPlugin(facts, plugin, entry);
  const server = standaloneServers(facts).servers.find((each) => each.id === plugin.id && each.name === entry.server);
  if (server === undefined) return refuse('not-found', 'It is not there any more.');
  if (server.scope === 'managed')
    return refuse('managed', `Whoever manages this machine provides it in ${server.file}.`);
  if (facts.state.value === undefined && facts.state.exists) {
    return refuse('broken-file', `${facts.state.file} is not valid; mend it first.`);
  }
  const edit = guardEdit(facts, server, entry);
  const scope = server.scope === 'user' ? 'user' : 'local';
  const reason =
    server.scope === 'project'
      ? 'For you in this project: a local server of this name is stronger than the one the project brings.'
      : 'Wherever this server is used now.';
  return {
    ok: true,
    options: [{ scope, takesEffect: true, reason, edit }],
    afterwards: afterwards(facts, 'server'),
  };
}

/** Keys of a server behind a URL, which one that is started has not. */
const ofRemote = ['url', 'headers', 'headersHelper', 'oauth'];

/**
 * A plugin's own server can only be switched off, and that for one project at a time: there it is, and a local server takes its
 * place, both in one edit of the state file. Its tools have other names then.
 */
function guardOfPlugin(facts: ClaudeFacts, plugin: Plugin, entry: GuardedEntry): SwitchDecision {
  const { state, here, context } = facts;
  if (context.project === undefined) {
    return refuse(
      'needs-project',
      "Claude Code switches a plugin's own server off only for one project at a time: pick a project (--project), and it is guarded there.",
    );
  }
  if (state.value === undefined && state.exists) {
    return refuse('broken-file', `${state.file} is not valid; mend it first.`);
  }
  const taken = new Set(standaloneServers(facts).servers.map(({ name }) => name));
  const name = [entry.server, `${plugin.name}-${entry.server}`].find((each) => !taken.has(each));
  if (name === undefined) {
    return refuse(
      'higher-layer',
      `There are servers of the names it could have here already: ${[...taken].join(', ')}.`,
    );
  }
  const off = new Set(stringsIn(here?.value['disabledMcpServers'])).add(`plugin:${plugin.name}:${entry.server}`);
  const value = { type: 'stdio', command: entry.command, args: [...entry.args], env: {} };
  const edit: ConfigEdit = {
    ...{ file: state.file, format: 'json', lock: `${state.file}.lock` },
    operation: {
      ...{ kind: 'set-keys', path: ['projects', here?.key ?? context.project], unset: [] },
      values: { disabledMcpServers: [...off] },
      below: [{ path: ['mcpServers', name], value }],
    },
  };
  const from = toolPrefix(`plugin_${plugin.name}_${entry.server}`);
  const to = toolPrefix(name);
  return {
    ok: true,
    options: [{ scope: 'local', takesEffect: true, reason: 'For you in this project.', edit }],
    afterwards: [
      `Claude Code names its tools ${to}… in this project then, no longer ${from}….`,
      ...afterwards(facts, 'server'),
    ],
    renames: { from, to, files: [...new Set(facts.settings.layers.map(({ file }) => file))] },
  };
}

/** How the names of a server's tools begin (facts of Claude Code: letters, digits, _ and - stay). */
function toolPrefix(server: string): string {
  return `mcp__${server.replace(/[^A-Za-z0-9_-]/g, '_')}__`;
}

function guardEdit(facts: ClaudeFacts, server: StandaloneServer, entry: GuardedEntry): ConfigEdit {
  const { command, args, withoutEnv = [], withoutHeaders = [] } = entry;
  const { state, here, context } = facts;
  const common = { file: state.file, format: 'json', lock: `${state.file}.lock` } as const;
  const project = ['projects', here?.key ?? server.folder ?? context.project ?? '', 'mcpServers', server.name];
  const raw = asRecord(server.raw) ?? {};
  if (server.scope !== 'project') {
    const path = server.scope === 'user' ? ['mcpServers', server.name] : project;
    const unset = ofRemote.filter((key) => raw[key] !== undefined);
    const type = unset.length > 0 || raw['type'] !== undefined ? { type: 'stdio' } : {};
    const values = { ...type, command, args: [...args] };
    const below = [
      ...withoutEnv.map((name) => ({ path: ['env', name] })),
      ...withoutHeaders.map((name) => ({ path: ['headers', name] })),
    ];
    return {
      ...common,
      operation: { kind: 'set-keys', path, values, unset, ...(below.length === 0 ? {} : { below }) },
    };
  }
  const env = Object.entries(textMap(raw['env'])).filter(([name]) => !withoutEnv.includes(name));
  const value = { type: 'stdio', command, args: [...args], env: Object.fromEntries(env) };
  return { ...common, operation: { kind: 'set', path: project, value } };
}
