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
