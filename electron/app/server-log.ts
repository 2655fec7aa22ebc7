import { AppError } from '#contract/errors';
import type { LogPage, LogRequest } from '#contract/logs';
import { dataFolder } from '#platform/data-folder';
import { readLog } from './log-reader.ts';
import { loggedServers } from './log-sweep.ts';

/** The log of one server, read without looking at its agent: it may be gone while its log is there. */
export interface ServerLog {
  read(request: Omit<LogRequest, 'plugin' | 'server'>): Promise<LogPage>;
}

/**
 * `server` may be left out where one server of the plugin has a log. `data` undefined: this system's usual place. Throws
 * AppError `not_found`, and `bad_request` where it has to be said which one.
 */
export async function openServerLog(
  data: string | undefined,
  plugin: string,
  server: string | undefined,
): Promise<ServerLog> {
  const folder = data ?? dataFolder();
  const all = (await loggedServers(folder)).filter((each) => each.plugin === plugin);
  const [found, another] = all.filter((each) => server === undefined || each.server === server);
  if (found === undefined) {
    const others = all.length === 0 ? '' : ` There are logs of its servers: ${namesOf(all)}.`;
    const why = 'Only servers that an agent starts through "gatehouse run" have a log.';
    throw new AppError(
      'not_found',
      `Nothing was logged of ${plugin}${server ? `, server ${server}` : ''}. ${why}${others}`,
    );
  }
  if (another !== undefined) throw new AppError('bad_request', `Say which server with --server: ${namesOf(all)}.`);
  return { read: (request) => readLog(folder, { ...request, plugin: found.plugin, server: found.server }) };
}

function namesOf(servers: readonly { server: string }[]): string {
  return servers
    .map(({ server }) => server)
    .toSorted()
    .join(', ');
}
