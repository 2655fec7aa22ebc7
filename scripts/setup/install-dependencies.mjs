import { spawn } from 'node:child_process';

/**
 * Runs `npm ci` from the lockfile without install scripts. Says on stderr every few seconds that it is still at it.
 * @param {string} root
 * @param {string} why
 * @returns {Promise<boolean>} whether it worked; npm has printed the reason when not
 */
export async function installDependencies(root, why) {
  console.error(`Installing the dependencies (${why}); this takes about a minute.`);
  const started = Date.now();
  const ticking = setInterval(() => {
    console.error(`  still installing, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 10_000);
  const code = await npmCi(root).finally(() => clearInterval(ticking));
  if (code === 0) console.error('Dependencies are installed.');
  else console.error('The dependencies could not be installed. See what npm says above, then run the command again.');
  return code === 0;
}

/** @param {string} root @returns {Promise<number>} */
function npmCi(root) {
  const { command, before, shell } = npmCommand();
  const child = spawn(command, [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // stdout belongs to the program that is started afterwards.
    stdio: ['ignore', process.stderr, process.stderr],
    shell,
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`npm could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** The npm that runs us, else the one on PATH (a batch file on Windows, which only a shell can start). */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  if (npm !== undefined && npm.endsWith('.js'))
    return { command: node ?? process.execPath, before: [npm], shell: false };
  return { command: 'npm', before: [], shell: process.platform === 'win32' };
}
