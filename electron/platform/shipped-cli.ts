import { createHash } from 'node:crypto';
import {
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { cannotWrite } from './system-error.ts';

/** A package's command line: a Node of its own and the bundled program. */
export interface ShippedCli {
  folder: string;
  node: string;
  program: string;
}

const stampName = 'complete';

/**
 * The command line that a package ships beside the archive of its window, since that window's program may not run as Node (a
 * fuse). Undefined outside of a package.
 */
export function shippedCli(
  resources: string | undefined = process.resourcesPath,
  program: string | undefined = process.argv[1],
): ShippedCli | undefined {
  const beside = resources === undefined ? undefined : join(resources, 'cli');
  // The program itself, when it is the one that was shipped.
  const own = program === undefined ? undefined : dirname(dirname(dirname(program)));
  return [beside, own].flatMap((folder) => (folder === undefined ? [] : (cliIn(folder) ?? [])))[0];
}

function cliIn(folder: string): ShippedCli | undefined {
  const node = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  const program = join(folder, 'out', 'cli', 'gatehouse.js');
  return existsSync(node) && existsSync(program) ? { folder, node, program } : undefined;
}

/**
 * A copy of it whose path stays: an AppImage is mounted elsewhere at each start, and an update replaces what it was started
 * from. `<data>/cli/current` leads to the copy of one version; the one before is left for programs that still run from it.
 * Throws AppError `unavailable`.
 */
export function stableCli(shipped: ShippedCli, data: string): ShippedCli {
  const root = join(data, 'cli');
  const current = join(root, 'current');
  if (dirname(shipped.folder) === root) return cliIn(current) ?? shipped;
  const version = versionOf(shipped.folder);
  const copy = join(root, version);
  try {
    if (!existsSync(join(copy, stampName))) makeCopy(shipped.folder, copy);
    const before = linkedTo(current);
    if (before !== version) pointAt(current, copy);
    tidy(root, new Set(['current', version, ...(before === undefined ? [] : [before])]));
  } catch (error) {
    throw cannotWrite(root, error);
  }
  return cliIn(current) ?? shipped;
}

/** Where that copy is, or will be once it is made. */
export function stablePaths({ folder, node, program }: ShippedCli, data: string): ShippedCli {
  const current = join(data, 'cli', 'current');
  return {
    folder: current,
    node: join(current, relative(folder, node)),
    program: join(current, relative(folder, program)),
  };
}

/** Names and sizes tell versions apart: the bundler puts a hash of its content into each file's name. */
function versionOf(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(join(folder, 'package.json')));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    hash.update(`${name}\0${lstatSync(join(folder, name)).size}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Whole or not there: the stamp is written last, into a folder that then gets its name. */
function makeCopy(from: string, to: string): void {
  const half = `${to}.${process.pid}.half`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  rmSync(half, { recursive: true, force: true });
  // Only a reference where the file system can.
  cpSync(from, half, { recursive: true, mode: constants.COPYFILE_FICLONE, dereference: true });
  writeFileSync(join(half, stampName), '');
  rmSync(to, { recursive: true, force: true });
  renameSync(half, to);
}

function linkedTo(link: string): string | undefined {
  try {
    return basename(readlinkSync(link));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function pointAt(link: string, folder: string): void {
  if (process.platform === 'win32') {
    // A junction cannot be renamed over another one.
    rmSync(link, { recursive: true, force: true });
    symlinkSync(folder, link, 'junction');
    return;
  }
  const next = `${link}.${process.pid}.half`;
  rmSync(next, { force: true });
  symlinkSync(basename(folder), next);
  renameSync(next, link);
}

function tidy(root: string, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(root)) if (!kept.has(name)) rmSync(join(root, name), { recursive: true, force: true });
}
