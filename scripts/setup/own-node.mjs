import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { majorOf, ownNode } from './node-version.mjs';

/**
 * The Node 24 to run on: this process's own when it is new enough, else the one npm put into node_modules.
 * @param {string} root
 * @returns {{ node: string } | { why: string }}
 */
export function findOwnNode(root) {
  if (majorOf(process.versions.node) >= ownNode) return { node: process.execPath };
  const folder = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = join(root, 'node_modules', folder, 'bin', file);
  if (!existsSync(node)) return { why: noneFor(process.platform) };
  return runs(node) ? { node } : { why: `${node} does not run on this system. ${noneFor('this')}` };
}

/** @param {string} platform */
function noneFor(platform) {
  const where = platform === 'darwin' ? 'npm has no Node 24 for macOS, so' : 'Here';
  return (
    `Gatehouse runs on Node ${ownNode}. ${where} it needs one of your own: this is Node ${process.versions.node}. ` +
    `Install Node ${ownNode} from https://nodejs.org and run the command again.`
  );
}

/** @param {string} node */
function runs(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return majorOf(String(stdout).trim().replace(/^v/, '')) >= ownNode;
}
