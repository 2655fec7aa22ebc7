/**
 * electron-builder's `afterPack`: puts the command line beside the archive, with a Node of its own, since the window's program
 * may not run as Node and a Node cannot look into the archive. What is copied by `extraResources` would be left out of the
 * archive, and the window needs some of the same files.
 */
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** By electron-builder's numbers. */
const processors = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];
const whole = ['package.json', 'LICENSE', 'out/cli', 'out/renderer', 'resources/sample-home'];

/** @param {{ appOutDir: string, arch: number, electronPlatformName: string, packager: { appInfo: { productFilename: string } } }} context */
export async function afterPack({ appOutDir, arch, electronPlatformName: platform, packager }) {
  const resources =
    platform === 'darwin'
      ? join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Resources')
      : join(appOutDir, 'resources');
  const cli = join(resources, 'cli');
  for (const path of whole) cpSync(join(root, path), join(cli, path), { recursive: true });
  shipKeytar(join(cli, 'node_modules', 'keytar'), platform, processors[arch]);
  const launcher = platform === 'win32' ? 'gatehouse.cmd' : 'gatehouse';
  copyFileSync(join(root, 'resources', 'cli', launcher), join(cli, launcher));
  const node = join(cli, platform === 'win32' ? 'node.exe' : 'node');
  copyFileSync(nodeFor(platform, processors[arch]), node);
  for (const program of [node, join(cli, launcher)]) chmodSync(program, 0o755);
}

/** @param {string} to @param {string} platform @param {string | undefined} processor */
function shipKeytar(to, platform, processor) {
  const from = join(root, 'node_modules', 'keytar');
  mkdirSync(join(to, 'prebuilds'), { recursive: true });
  for (const path of ['package.json', 'LICENSE.md', 'lib']) {
    if (existsSync(join(from, path))) cpSync(join(from, path), join(to, path), { recursive: true });
  }
  const fitting = readdirSync(join(from, 'prebuilds')).filter((name) => name === `${platform}-${processor}`);
  if (fitting.length === 0) throw new Error(`keytar has no module for ${platform} ${processor}.`);
  for (const name of fitting) cpSync(join(from, 'prebuilds', name), join(to, 'prebuilds', name), { recursive: true });
}

/** @param {string} platform @param {string | undefined} processor */
function nodeFor(platform, processor) {
  const found = fromPackage(platform === 'win32' ? 'win' : platform, processor);
  if (found !== undefined) return found;
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (platform === process.platform && processor === process.arch && major >= 24) return process.execPath;
  throw new Error(
    `There is no Node for ${platform} ${processor} to ship: build on that system, with Node 24 or newer for that processor.`,
  );
}

/** @param {string} platform @param {string | undefined} processor */
function fromPackage(platform, processor) {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`node-${platform}-${processor}/package.json`));
    return ['bin/node', 'bin/node.exe'].map((file) => join(folder, file)).find((file) => existsSync(file));
  } catch {
    // Not installed on this system.
    return undefined;
  }
}
