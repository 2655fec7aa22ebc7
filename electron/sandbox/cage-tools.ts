import { findLinuxTools, findSandboxExec, type LinuxTools, notCaged, type SandboxExec } from './availability.ts';
import type { NotCaged } from './caged-launch.ts';
import { systemProgram } from './machine-facts.ts';

/** What cages are made with here; on Linux and macOS one is tried. */
export type CageTools = LinuxTools | SandboxExec | NotCaged;

/** Looks for what cages are made with. Never rejects. */
export async function findCageTools(machine: { platform: NodeJS.Platform; arch: string }): Promise<CageTools> {
  const { platform, arch } = machine;
  if (platform === 'linux') return findLinuxTools(systemProgram, arch);
  if (platform === 'darwin') return findSandboxExec();
  return notCaged(
    `Gatehouse has no cage for ${platform === 'win32' ? 'Windows' : platform}.`,
    'Run agents in WSL or a Linux machine, or start this server without a cage, which the app asks about.',
  );
}
