import { parseJsonText } from '#agents/json-text';
import { resolveInside } from '#agents/package-paths';
import type { Paths } from '#agents/paths';
import type { ReadPort } from '#agents/read-port';
import { asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';

/** One server of `mcp.json`: what it runs or calls; names of variables and headers, never values. */
export interface AgentPluginServer {
  name: string;
  file: string;
  type: 'stdio' | 'streamable-http' | 'sse';
  command?: string;
  args?: string[];
  /** As written; absent means the plugin root. */
  cwd?: string;
  url?: string;
  env?: string[];
  headers?: string[];
}

export const agentPluginMcpSchema = 'https://agent-plugins.org/schemas/1.0.0/mcp.schema.json';
const variantKeys = {
  stdio: ['type', 'command', 'args', 'env', 'cwd'],
  'streamable-http': ['type', 'url', 'headers'],
  sse: ['type', 'url', 'headers'],
} as const;
const ownVariables = ['PLUGIN_ROOT', 'PLUGIN_DATA'];

/** A bad entry is skipped alone; a bad file disables all servers of the package. */
export function readAgentPluginServers(
  tools: { port: ReadPort; paths: Paths },
  root: string,
): { servers: AgentPluginServer[]; problems: Problem[] } {
  const file = tools.paths.join(root, 'mcp.json');
  const outcome = tools.port.read(file);
  if (!outcome.ok) {
    const problems =
      outcome.reason === 'missing'
        ? []
        : [problem('component-invalid', `mcp.json cannot be read: ${outcome.detail}`, { file })];
    return { servers: [], problems };
  }
  const inside = resolveInside(tools, root, file);
  if (!inside.ok && inside.why === 'escapes') {
    return {
      servers: [],
      problems: [problem('path-escapes', 'mcp.json is a link out of the plugin folder.', { file })],
    };
  }
  const parsed = parseJsonText(outcome.text, file, { code: 'component-invalid' });
  const value = asRecord(parsed.value);
  const entries = asRecord(value?.mcpServers);
  const problems = [...parsed.problems];
  if (parsed.value !== undefined && (value?.$schema !== agentPluginMcpSchema || entries === undefined)) {
    problems.push(
      problem('component-invalid', 'mcp.json needs the $schema of version 1.0.0 and mcpServers; its servers are off.', {
        file,
      }),
    );
    return { servers: [], problems };
  }
  const servers: AgentPluginServer[] = [];
  for (const [name, entry] of Object.entries(entries ?? {})) {
    const why = entryViolation(asRecord(entry));
    if (why === undefined) servers.push(serverFacts(name, file, asRecord(entry) ?? {}));
    else problems.push(problem('server-invalid', `The server ${JSON.stringify(name)} is skipped: ${why}.`, { file }));
  }
  return { servers, problems };
}

function entryViolation(entry: UnknownRecord | undefined): string | undefined {
  if (entry === undefined) return 'it is not an object';
  const type = entry.type;
  if (type !== 'stdio' && type !== 'streamable-http' && type !== 'sse')
    return 'its type is none of stdio, streamable-http and sse';
  const unknown = Object.keys(entry).filter((key) => !(variantKeys[type] as readonly string[]).includes(key));
  if (unknown.length > 0) return `${unknown.join(', ')} do not belong to the type ${type}`;
  return type === 'stdio' ? stdioViolation(entry) : remoteViolation(entry);
}

function stdioViolation(entry: UnknownRecord): string | undefined {
  const command = asString(entry.command);
  if (
    command === undefined ||
    !/^(\.\/)?[^\s\\/$][^\s$]*$/.test(command) ||
    (command.includes('/') && !command.startsWith('./'))
  ) {
    return 'its command is no bare name and no path that starts with ./';
  }
  if (command.split('/').includes('..')) return 'its command leads out of the plugin folder';
  if (entry.args !== undefined && asStringList(entry.args) === undefined) return 'args is not a list of texts';
  const cwd = asString(entry.cwd);
  if (entry.cwd !== undefined && (cwd === undefined || !/^(\.\/|\$\{PLUGIN_ROOT\}|\$\{PLUGIN_DATA\})/.test(cwd))) {
    return 'its cwd starts with none of ./, ${PLUGIN_ROOT} and ${PLUGIN_DATA}';
  }
  if (cwd?.split('/').includes('..')) return 'its cwd leads out of the plugin folder';
  if (!isTextMap(entry.env)) return 'env is not a table of texts';
  const taken = Object.keys(asRecord(entry.env) ?? {}).filter((name) => ownVariables.includes(name));
  return taken.length > 0 ? `env defines ${taken.join(', ')}` : undefined;
}

function remoteViolation(entry: UnknownRecord): string | undefined {
  const url = asString(entry.url);
  const match = url === undefined ? null : /^(https?):\/\/([^/?#]+)([^#]*)$/i.exec(url);
  const host = match?.[2];
  if (match === null || host === undefined) return 'its url is no http address, or holds a fragment';
  if (host.includes('@')) return 'its url holds a user name';
  if (match[1]?.toLowerCase() === 'http' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host))
    return 'its url is neither https nor loopback';
  return isTextMap(entry.headers) ? undefined : 'headers is not a table of texts';
}

function isTextMap(value: unknown): boolean {
  if (value === undefined) return true;
  const record = asRecord(value);
  return record !== undefined && Object.values(record).every((each) => typeof each === 'string');
}

function serverFacts(name: string, file: string, entry: UnknownRecord): AgentPluginServer {
  const type = entry.type === 'sse' || entry.type === 'streamable-http' ? entry.type : 'stdio';
  const command = asString(entry.command);
  const args = asStringList(entry.args);
  const cwd = asString(entry.cwd);
  const url = asString(entry.url);
  const env = Object.keys(asRecord(entry.env) ?? {});
  const headers = Object.keys(asRecord(entry.headers) ?? {});
  return {
    name,
    file,
    type,
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args: [...args] }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(url === undefined ? {} : { url }),
    ...(env.length === 0 ? {} : { env }),
    ...(headers.length === 0 ? {} : { headers }),
  };
}
