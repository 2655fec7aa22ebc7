import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';

/** The server that is meant: the named one, or the only one. Throws AppError `not_found`. `plugin` is described. */
export function chosenServer(plugin: Plugin, server: string | undefined): string {
  const names = (plugin.components ?? []).filter(({ kind }) => kind === 'mcp-server').map(({ name }) => name);
  if (names.length === 0) throw new AppError('not_found', `${plugin.id} has no MCP server.`);
  if (server !== undefined) {
    if (names.includes(server)) return server;
    throw new AppError('not_found', `${plugin.id} has no server "${server}"; it has ${names.join(', ')}.`);
  }
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return only;
  throw new AppError('not_found', `${plugin.id} has several servers; name one with --server: ${names.join(', ')}.`);
}
