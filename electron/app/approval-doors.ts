import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApprovalDoor, approvalDoorSchema } from '#contract/approvals';
import { makePrivateFolder, namesIn, writePrivateFile } from '#platform/private-files';
import { systemCode } from '#platform/system-error';

/** More apps are not open at once; what is beyond is left over from runs that were killed. */
const MOST_DOORS = 16;

/** A door of this process: its socket in a folder only this user can open, and the file that tells of it. */
export interface OwnDoor extends ApprovalDoor {
  /** Tells runs of it; to be called once it listens. Throws AppError `unavailable`. */
  announce(): void;
  remove(): void;
}

export function makeOwnDoor(data: string, platform: NodeJS.Platform = process.platform): OwnDoor {
  const token = randomBytes(32).toString('hex');
  const file = join(data, 'doors', `${randomUUID()}.json`);
  // Paths of sockets are short on every system, shorter than many data folders.
  const folder = platform === 'win32' ? undefined : mkdtempSync(join(tmpdir(), 'gatehouse-door-'));
  const path = folder === undefined ? `\\\\.\\pipe\\gatehouse-${randomUUID()}` : join(folder, 's');
  const door: ApprovalDoor = { v: 1, path, token, pid: process.pid };
  return {
    ...door,
    announce() {
      makePrivateFolder(data);
      makePrivateFolder(join(data, 'doors'));
      writePrivateFile(file, JSON.stringify(door));
    },
    remove() {
      rmSync(file, { force: true });
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Doors of apps that are open; those whose process has ended are taken away. */
export function openDoors(data: string): ApprovalDoor[] {
  const folder = join(data, 'doors');
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .slice(0, MOST_DOORS)
    .flatMap((name) => {
      const door = readDoor(join(folder, name));
      if (door === undefined) return [];
      if (isRunning(door.pid)) return [door];
      rmSync(join(folder, name), { force: true });
      return [];
    });
}

function readDoor(path: string): ApprovalDoor | undefined {
  try {
    return approvalDoorSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Gone meanwhile, or not ours: then nobody can be asked there.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
