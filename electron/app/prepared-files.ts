import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { type Prepared, preparedSchema } from '#contract/prepared';
import type { ServerDefinition } from '#contract/server-definition';
import { makePrivateFolder, namesIn, writePrivateFile } from '#platform/private-files';
import { unlessMissing } from '#platform/system-error';
import { treeHash, treeStamp } from '#platform/tree-hash';
import { packagedServer } from '#runtime/package-runner';
import { serverFileName } from './server-file-name.ts';

/** In the data folder; the only part of it that a caged server may be shown. */
export function preparedFolder(data: string): string {
  return join(data, 'prepared');
}

function readPrepared(data: string, plugin: string, server: string): Prepared | undefined {
  return recordIn(recordPath(data, plugin, server));
}

function recordIn(path: string): Prepared | undefined {
  try {
    const text = unlessMissing(() => readFileSync(path, 'utf8'));
    return text === undefined ? undefined : preparedSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('unavailable', `${path} is not what Gatehouse writes. Prepare the server again.`, {
      cause: error,
    });
  }
}

/** All records, and the files that cannot be read. */
export function listPrepared(data: string): { prepared: Prepared[]; unreadable: string[] } {
  const found: { prepared: Prepared[]; unreadable: string[] } = { prepared: [], unreadable: [] };
  for (const name of namesIn(preparedFolder(data)).filter((each) => each.endsWith('.json'))) {
    const path = join(preparedFolder(data), name);
    try {
      const prepared = recordIn(path);
      if (prepared !== undefined) found.prepared.push(prepared);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      found.unreadable.push(path);
    }
  }
  return found;
}

export function writePrepared(data: string, prepared: Prepared): void {
  makePrivateFolder(preparedFolder(data));
  writePrivateFile(recordPath(data, prepared.plugin, prepared.server), JSON.stringify(prepared));
}

/** Whether its files are still those that were pinned; all of them are read. */
export function isUntouched({ folder, hash }: Prepared): boolean {
  return isTree(folder, hash);
}

export function isTree(folder: string, hash: string): boolean {
  return unlessUnreadable(() => treeHash(folder).hash === hash);
}

/** The same, at each start: files are read only when something touched them. */
function isAsPinned(prepared: Prepared): boolean {
  const { folder, stamp } = prepared;
  const isSame = stamp !== undefined && unlessUnreadable(() => treeStamp(folder) === stamp);
  return isSame || isUntouched(prepared);
}

function unlessUnreadable(look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/**
 * The definition with the prepared package in place of its download. A definition that downloads and is not prepared, and
 * was granted no host, could only fail: that is said. Throws AppError `unavailable`.
 */
export function withPrepared(data: string, definition: ServerDefinition, hosts: readonly string[]): ServerDefinition {
  const { plugin, server, command, args } = definition;
  const packaged = command === undefined ? undefined : packagedServer(command, args);
  if (packaged === undefined) return definition;
  const { spec, program, runner } = packaged.server;
  const prepared = packaged.isClear ? readPrepared(data, plugin, server) : undefined;
  if (prepared !== undefined && prepared.spec === spec && prepared.program === program) {
    if (!isAsPinned(prepared)) {
      const message = `${prepared.name} ${prepared.version} is not as it was downloaded: something changed ${prepared.folder}. Prepare it again: gatehouse prepare ${plugin} --server ${server}`;
      throw new AppError('unavailable', message);
    }
    return { ...definition, command: 'node', args: [prepared.entry, ...packaged.server.args], root: prepared.folder };
  }
  if (hosts.length > 0) return definition;
  const what = `The server "${server}" of ${plugin} is downloaded by ${runner} at each start, and in its cage it reaches no host.`;
  const registries = runner === 'uvx' ? 'pypi.org and files.pythonhosted.org' : 'registry.npmjs.org';
  const granting = `grant it the hosts it needs, such as ${registries}: gatehouse policy grant ${plugin} host HOST --server ${server}`;
  const remedy = packaged.isClear
    ? `Prepare it once: gatehouse prepare ${plugin} --server ${server}. Or ${granting}`
    : `It cannot be prepared; ${granting}`;
  throw new AppError('unavailable', `${what} ${remedy}`);
}

function recordPath(data: string, plugin: string, server: string): string {
  return join(preparedFolder(data), `${serverFileName(plugin, server)}.json`);
}
