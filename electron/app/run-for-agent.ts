import { dataFolder } from '#platform/data-folder';
import { realPath } from '#platform/programs';
import { userHome } from '#platform/user-home';
import { readGuard } from './guard-files.ts';
import { type RunOptions, runServer } from './run.ts';

export interface RunRequest {
  id: string;
  server: string | undefined;
  home: string | undefined;
  data: string | undefined;
}

interface RunStart extends RunRequest {
  cageTools: RunOptions['cageTools'];
}

/** Runs a server with what an agent gave this process: its pipes, environment, working folder and signals. */
export async function runForAgent({ id, server, home, data, cageTools }: RunStart): Promise<number> {
  const control = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => control.abort());
  const project = realPath(process.cwd());
  const definition = await definitionFor({ id, server, home, data }, project);
  return runServer({
    definition,
    home: realPath(home ?? userHome()),
    data: data ?? dataFolder(),
    project,
    env: process.env,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    signal: control.signal,
    cageTools,
  });
}

async function definitionFor({ id, server, home, data }: RunRequest, project: string) {
  const guard = server === undefined ? undefined : readGuard(data ?? dataFolder(), id, server);
  if (guard?.definition !== undefined) return guard.definition;
  const { createCore } = await import('./core.ts');
  const core = await createCore({
    ...(home === undefined ? {} : { home }),
    ...(data === undefined ? {} : { data }),
    ...{ isSample: false, watch: false, asked: 'terminal' },
    log: (message) => process.stderr.write(`gatehouse: ${message}\n`),
  });
  try {
    return await core.inventory.serverDefinition(id, server, project);
  } finally {
    await core.close();
  }
}
