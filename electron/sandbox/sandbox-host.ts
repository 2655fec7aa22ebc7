import { tmpdir } from 'node:os';

/** The machine cages are made on. */
export interface SandboxHost {
  platform: NodeJS.Platform;
  /** As `process.arch`. */
  arch: string;
  uid: number;
  gid: number;
  /** The user's. */
  home: string;
  /** Gatehouse's data folder. */
  ownData: string;
  /** A folder of short path for small files that end with the cage. */
  temporary: string;
  /** Megabytes that the folders a server may write to may grow by while it runs; 1,024 unless told. */
  diskMb?: number;
}

/** This machine and this user. */
export function sandboxHost(home: string, ownData: string): SandboxHost {
  return {
    platform: process.platform,
    arch: process.arch,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    home,
    ownData,
    temporary: tmpdir(),
  };
}
