import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import type { CagedLaunch } from '#sandbox/caged-launch';
import { defaultProfile } from '#sandbox/profile';
import { createSandbox } from '#sandbox/sandbox';
import { type SandboxHost, sandboxHost } from '#sandbox/sandbox-host';

export const thisHost = (home: string): SandboxHost => sandboxHost(home, join(home, '.local/share/gatehouse'));

export interface Caged {
  cage: CagedLaunch;
  stdout: string;
  stderr: string;
  code: number | null;
  refused: string[];
}

/** Runs a script in the cage with Node, in `home/project`, with `home/data` as its data folder, and waits for its end. */
export async function runCaged(
  home: string,
  script: string,
  profile: Partial<Profile> = {},
  launch: Partial<LaunchDescription> = {},
  isObserved = false,
): Promise<Caged> {
  const project = join(home, 'project');
  mkdirSync(project, { recursive: true });
  const cage = await createSandbox(thisHost(home)).cage(
    {
      plugin: 'claude-code:plugin/p',
      server: 's',
      command: process.execPath,
      args: ['-e', script],
      cwd: project,
      env: { PATH: '/usr/bin:/bin' },
      roots: [],
      dataFolder: join(home, 'data'),
      project,
      ...launch,
    },
    { ...defaultProfile, ...profile },
    isObserved,
  );
  if (!cage.caged) throw new Error(`${cage.reason} ${cage.remedy}`);
  const { command, args, cwd, env, extraFds } = cage;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', ...extraFds] });
  if (child.pid !== undefined) cage.started(child.pid);
  const ended = once(child, 'close');
  if (child.stdout === null || child.stderr === null) throw new Error('It has no output.');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  await cage.close();
  return { cage, stdout, stderr, code: child.exitCode, refused: cage.refused() };
}
