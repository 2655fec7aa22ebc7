import { spawn } from 'node:child_process';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installDependencies } from './install-dependencies.mjs';
import { missingDependencies } from './missing-dependencies.mjs';
import { findOwnNode } from './own-node.mjs';
import { projectRoot } from './project-root.mjs';

/**
 * Makes the project ready and runs `script` with Node 24, in this process where that is one already.
 * @param {string[]} command the script, relative to the checkout, and its arguments
 */
export async function handOver([script = '', ...rest]) {
  const missing = missingDependencies(projectRoot);
  if (missing !== undefined && !(await install(missing))) return;
  const own = findOwnNode(projectRoot);
  if ('why' in own) {
    console.error(own.why);
    process.exitCode = 1;
    return;
  }
  // Tools started by name come from the project, and `node` is the one chosen here.
  const path = [dirname(own.node), join(projectRoot, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  process.env.PATH = path;
  const file = resolve(projectRoot, script);
  if (own.node === process.execPath) {
    process.argv = [process.execPath, file, ...rest];
    await import(pathToFileURL(file).href);
  } else {
    process.exitCode = await runToEnd(own.node, [file, ...rest]);
  }
}

/** @param {string} why */
async function install(why) {
  if (process.platform === 'win32' && process.execPath.startsWith(resolve(projectRoot, 'node_modules'))) {
    // A running program cannot be replaced there, and this one is part of what npm replaces.
    console.error(`The dependencies have changed (${why}). Run \`npm ci --ignore-scripts\`, then the command again.`);
    process.exitCode = 1;
    return false;
  }
  const installed = await installDependencies(projectRoot, why);
  if (!installed) process.exitCode = 1;
  return installed;
}

/**
 * Runs a program to its end and passes signals on to it; the terminal's own reach it anyway.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} its exit code; 128 plus the signal's usual number when a signal ended it
 */
export function runToEnd(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
