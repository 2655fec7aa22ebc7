import type { Profile } from '#contract/policy';

/**
 * What a server may do before anybody granted it anything, besides what each cage has: its own code, its interpreter
 * and the project read-only, its data folder and a private temporary folder writable, no network, no sockets, no home.
 * It may start programs: they are in the same cage and reach no further.
 */
export const defaultProfile: Readonly<Profile> = {
  read: [],
  write: [],
  hosts: [],
  spawn: true,
  env: [],
  memoryMb: 1024,
  processes: 64,
};
