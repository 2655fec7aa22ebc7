#!/usr/bin/env node
import { AppError } from '#contract/errors';
import { exit, type Invocation, readArguments, UsageError } from './arguments.ts';
import { type Output, openOutput } from './session.ts';

type Command = (invocation: Invocation, output: Output) => Promise<number>;

/** Each command is loaded only when it is called: a list must not pay for the server. */
const commands: Record<string, () => Promise<Command>> = {
  list: async () => (await import('./commands/list.ts')).list,
  show: async () => (await import('./commands/show.ts')).show,
  enable: async () => (await import('./commands/switch.ts')).enable,
  disable: async () => (await import('./commands/switch.ts')).disable,
  undo: async () => (await import('./commands/switch.ts')).undo,
  'install-cli': async () => (await import('./commands/install-cli.ts')).installCli,
  diagnostics: async () => (await import('./commands/diagnostics.ts')).diagnostics,
  completion: async () => (await import('./commands/completion.ts')).completion,
  complete: async () => (await import('./commands/completion.ts')).complete,
  sessions: async () => (await import('./commands/sessions.ts')).sessions,
  changes: async () => (await import('./commands/changes.ts')).changes,
  history: async () => (await import('./commands/history.ts')).history,
  policy: async () => (await import('./commands/policy.ts')).policy,
  prepare: async () => (await import('./commands/prepare.ts')).prepare,
  guard: async () => (await import('./commands/guard.ts')).guard,
  unguard: async () => (await import('./commands/guard.ts')).unguard,
  run: async () => (await import('./commands/run.ts')).run,
  logs: async () => (await import('./commands/logs.ts')).logs,
  sets: async () => (await import('./commands/sets.ts')).sets,
  secrets: async () => (await import('./commands/secrets.ts')).secrets,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  serve: async () => (await import('./commands/serve.ts')).serve,
};

async function main(argv: readonly string[]): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    process.stderr.write(
      `Gatehouse needs Node 24 or newer; this is ${process.versions.node}. "npm start" brings its own.\n`,
    );
    return exit.failed;
  }
  try {
    const invocation = readArguments(argv);
    if (invocation.flags.version === true) return await printVersion();
    const load = invocation.command === undefined ? undefined : commands[invocation.command];
    if (invocation.flags.help === true || load === undefined) return await printHelp(invocation);
    return await (await load())(invocation, openOutput(invocation.flags));
  } catch (error) {
    return explain(error);
  }
}

async function printVersion(): Promise<number> {
  const { version } = await import('./shipped.ts');
  process.stdout.write(`${version}\n`);
  return exit.done;
}

async function printHelp({ command, flags }: Invocation): Promise<number> {
  const { helpText } = await import('./help.ts');
  if (flags.help === true) {
    process.stdout.write(helpText);
    return exit.done;
  }
  process.stderr.write(command === undefined ? helpText : `There is no command "${command}".\n\n${helpText}`);
  return exit.badUsage;
}

function explain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n"gatehouse --help" shows the commands.\n`);
    return exit.badUsage;
  }
  if (error instanceof AppError) {
    process.stderr.write(`${error.message}\n`);
    return error.code === 'conflict' || error.code === 'forbidden' ? exit.refused : exit.failed;
  }
  process.stderr.write(
    `This is a fault in Gatehouse, please report it.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exit.failed;
}

process.exitCode = await main(process.argv.slice(2));
