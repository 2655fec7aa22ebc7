/**
 * Plugin ids: `agent:kind/name@scope[:path]`, and for plugins `agent:plugin/name@marketplace`.
 * Characters outside `[A-Za-z0-9._-]` in names and paths are percent-encoded; a plugin's own
 * `name@marketplace` keeps its `@`.
 */
export const agentIds = ['claude-code', 'codex'] as const;
export type AgentId = (typeof agentIds)[number];

export const pluginKinds = ['plugin', 'mcp', 'skill', 'command', 'agent', 'hooks'] as const;
export type PluginKind = (typeof pluginKinds)[number];

export const scopes = ['user', 'project', 'local', 'managed'] as const;
export type Scope = (typeof scopes)[number];

export type ParsedPluginId =
  | { agent: AgentId; kind: 'plugin'; name: string; marketplace?: string }
  | { agent: AgentId; kind: Exclude<PluginKind, 'plugin'>; name: string; scope: Scope; path?: string };

const encoder = (text: string) =>
  Array.from(text, (char) => {
    if (/^[A-Za-z0-9._-]$/.test(char)) return char;
    // A lone surrogate cannot be encoded; it becomes the replacement character.
    return encodeURIComponent(char.isWellFormed() ? char : '\uFFFD').replace(
      /[!'()*~]/g,
      (rest) => `%${rest.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  }).join('');

/** The id of a packaged plugin. `own` is the agent's own id, `name@marketplace` or a bare name. */
export function pluginId(agent: AgentId, own: string): string {
  const at = own.lastIndexOf('@');
  if (at <= 0) return `${agent}:plugin/${encoder(own)}`;
  return `${agent}:plugin/${encoder(own.slice(0, at))}@${encoder(own.slice(at + 1))}`;
}

/** The id of something that stands alone. `path` is the absolute folder for project and local scope. */
export function standaloneId(
  agent: AgentId,
  kind: Exclude<PluginKind, 'plugin'>,
  name: string,
  scope: Scope,
  path?: string,
): string {
  const where = path === undefined ? scope : `${scope}:${path.split('/').map(encoder).join('/')}`;
  return `${agent}:${kind}/${encoder(name)}@${where}`;
}

/** Undefined when `id` does not follow the grammar. Never throws. */
export function parsePluginId(id: string): ParsedPluginId | undefined {
  const match = /^([a-z-]+):([a-z]+)\/([^@/]+)(?:@([^:]+)(?::(.+))?)?$/.exec(id);
  if (!match) return undefined;
  const [, agent, kind, rawName, after, rawPath] = match;
  if (!isOneOf(agentIds, agent) || !isOneOf(pluginKinds, kind)) return undefined;
  const name = decode(rawName);
  if (name === undefined) return undefined;
  if (kind === 'plugin') {
    if (rawPath !== undefined) return undefined;
    const marketplace = after === undefined ? undefined : decode(after);
    return marketplace === undefined ? { agent, kind, name } : { agent, kind, name, marketplace };
  }
  if (!isOneOf(scopes, after)) return undefined;
  const path = rawPath === undefined ? undefined : decode(rawPath);
  return path === undefined ? { agent, kind, name, scope: after } : { agent, kind, name, scope: after, path };
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function isOneOf<T extends string>(values: readonly T[], value: string | undefined): value is T {
  return values.some((each) => each === value);
}
