import { spawn } from 'node:child_process';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { createSandbox } from '#sandbox/sandbox';
import type { SandboxHost } from '#sandbox/sandbox-host';

/** What is started, as the first argument in JSON. Stdin and stdout are the server's. */
export interface CageProgramInput {
  host: SandboxHost;
  launch: LaunchDescription;
  profile: Profile;
  /** False: as an agent would start it, with all variables. */
  isCaged: boolean;
}

/** Lines on stderr that are ours. */
export type CageProgramReport =
  | { report: 'started'; args: string[]; notGranted: string[] }
  | { report: 'ended'; code: number | null; refused: string[] }
  | { report: 'not caged'; reason: string; remedy: string };

const input: CageProgramInput = JSON.parse(process.argv[2] ?? '');
const say = (report: CageProgramReport): boolean => process.stderr.write(`${JSON.stringify(report)}\n`);

if (input.isCaged) await runCaged(input);
else runUncaged(input);

async function runCaged({ host, launch, profile }: CageProgramInput): Promise<void> {
  const cage = await createSandbox(host).cage(launch, profile);
  if (!cage.caged) {
    say({ report: 'not caged', reason: cage.reason, remedy: cage.remedy });
    return;
  }
  const { command, args, cwd, env, extraFds, notGranted } = cage;
  const child = spawn(command, args, { cwd, env, stdio: ['inherit', 'inherit', 'inherit', ...extraFds] });
  if (child.pid !== undefined) cage.started(child.pid);
  say({ report: 'started', args, notGranted });
  child.once('exit', (code) => {
    say({ report: 'ended', code, refused: cage.refused() });
    void cage.close();
  });
}

function runUncaged({ launch }: CageProgramInput): void {
  const { command, args, cwd, env } = launch;
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
  say({ report: 'started', args, notGranted: [] });
  child.once('exit', (code) => say({ report: 'ended', code, refused: [] }));
}
