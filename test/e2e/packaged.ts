import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** What `@electron/fuses` looks for in Electron's program; then a version, a length, and a letter for each fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

export interface Packaged {
  /** What electron-builder made: the folder that is installed. */
  folder: string;
  resources: string;
  /** Letters of the fuses as they stand in the program: 0 off, 1 on. */
  fuses: string;
  /** Names in the archive, sorted. */
  archive: string[];
  /** The archive's files as files, for the stand-in to start. */
  unpack(): string;
  remove(): void;
}

/**
 * Packages what was built, with a stand-in for Electron's own files: enough for electron-builder to do its whole work on Linux,
 * and nothing that could show a window.
 */
export function packageIt(): Packaged {
  const work = mkdtempSync(join(tmpdir(), 'gatehouse-package-'));
  const electron = join(work, 'electron');
  for (const each of ['resources', 'locales']) mkdirSync(join(electron, each), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(`#!/bin/sh\nexit 1\n${sentinel}`),
    Buffer.from([1, 8]),
    Buffer.from('11111111\n'),
  ]);
  writeFileSync(join(electron, 'electron'), wire);
  chmodSync(join(electron, 'electron'), 0o755);
  for (const each of ['LICENSE', 'LICENSES.chromium.html'])
    writeFileSync(join(electron, each), 'A stand-in for Electron.\n');
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'));
  writeFileSync(join(electron, 'version'), version);
  const out = join(work, 'dist');
  const args = ['--dir', '--linux', `-c.electronDist=${electron}`, `-c.directories.output=${out}`];
  const env = { ...process.env, ELECTRON_BUILDER_OFFLINE: 'true' };
  execFileSync(process.execPath, [join(root, 'node_modules', 'electron-builder', 'cli.js'), ...args], {
    cwd: root,
    env,
  });
  const folder = join(out, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
  const resources = join(folder, 'resources');
  const asar = (...all: string[]) =>
    execFileSync(process.execPath, [join(root, 'node_modules', '@electron', 'asar', 'bin', 'asar.js'), ...all], {
      encoding: 'utf8',
    });
  const program = readFileSync(join(folder, 'gatehouse'));
  const at = program.indexOf(sentinel) + sentinel.length + 2;
  return {
    folder,
    resources,
    fuses: program.subarray(at, at + 8).toString(),
    archive: asar('list', join(resources, 'app.asar')).trim().split('\n').sort(),
    unpack() {
      const to = join(work, 'unpacked');
      asar('extract', join(resources, 'app.asar'), join(to, 'app'));
      cpSync(join(resources, 'cli'), join(to, 'cli'), { recursive: true });
      return to;
    },
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}
