import type { Machine } from '#agents/read-port';
import type { Component } from '#contract/plugin';

/**
 * What a server runs or reaches, spelled so that two definitions of the same thing are equal: Claude Code starts it once
 * (seen with 2.1.330). Variables are filled in, `env` and headers do not count; of a URL the host ignores case, and the
 * default port, a fragment and a slash at the end are left out. Undefined when there is nothing to compare.
 */
export function endpointOf(server: Component, env: Machine['env'], pluginRoot?: string): string | undefined {
  const fill = (text: string) => filled(text, env, pluginRoot);
  // An empty URL means a server that is not configured yet.
  if (server.url !== undefined) return server.url === '' ? undefined : plainUrl(fill(server.url));
  if (server.command === undefined || server.type === 'bundle') return undefined;
  return JSON.stringify([server.command, ...(server.args ?? [])].map(fill));
}

/** The server with its variables filled in, as rules are compared with it. */
export function filledServer(server: Component, env: Machine['env'], pluginRoot?: string): Component {
  const fill = (text: string) => filled(text, env, pluginRoot);
  return {
    ...server,
    ...(server.url === undefined ? {} : { url: fill(server.url) }),
    ...(server.command === undefined ? {} : { command: fill(server.command) }),
    ...(server.args === undefined ? {} : { args: server.args.map(fill) }),
  };
}

/** `${NAME}` and `${NAME:-default}`; what is not set and has no default stays as it is. */
function filled(text: string, env: Machine['env'], pluginRoot: string | undefined): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g, (whole, name: string, fallback?: string) => {
    if (name === 'CLAUDE_PLUGIN_ROOT' && pluginRoot !== undefined) return pluginRoot;
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    return value ?? fallback ?? whole;
  });
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' };

function plainUrl(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(?:([^@/?#]*)@)?([^/?#:]*)(?::(\d+))?([^#]*)/i.exec(url);
  if (match === null) return url;
  const [, scheme = '', user, host = '', port, rest = ''] = match;
  const shown = port === undefined || port === defaultPorts[scheme.toLowerCase()] ? '' : `:${port}`;
  const who = user === undefined ? '' : `${user}@`;
  return `${scheme.toLowerCase()}://${who}${host.toLowerCase()}${shown}${rest}`.replace(/\/$/, '');
}
