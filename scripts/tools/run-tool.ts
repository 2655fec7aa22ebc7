import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface RunOptions {
  root: string;
  env?: NodeJS.ProcessEnv;
  /** `both` collects stdout and stderr in the result instead of showing them. */
  stdoutTo?: 'stdout' | 'stderr' | 'both';
}

export interface RunResult {
  code: number;
  output: string;
}

/** Runs a tool of node_modules with this Node: no shell, so it is the same on every system. */
export function run(tool: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  return runNode([toolScript(tool, options.root), ...args], options);
}

/** Runs this Node. Rejects only when it cannot be started. */
export function runNode(args: readonly string[], { root, env, stdoutTo = 'stdout' }: RunOptions): Promise<RunResult> {
  const isCollected = stdoutTo === 'both';
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: [
      'ignore',
      isCollected ? 'pipe' : stdoutTo === 'stderr' ? process.stderr : 'inherit',
      isCollected ? 'pipe' : 'inherit',
    ],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The JavaScript behind a command: the package's own `bin` of that name. */
function toolScript(tool: string, root: string): string {
  const packageName = packageOf[tool] ?? tool;
  const manifest = manifestOf(packageName, root);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin?: string | Record<string, string> };
  const script = typeof bin === 'string' ? bin : bin?.[tool];
  if (script === undefined) throw new Error(`${packageName} has no command called ${tool}.`);
  return join(dirname(manifest), script);
}

const packageOf: Record<string, string> = {
  biome: '@biomejs/biome',
  playwright: '@playwright/test',
  tsc: 'typescript',
};

function manifestOf(packageName: string, root: string): string {
  const direct = join(root, 'node_modules', packageName, 'package.json');
  return existsSync(direct) ? direct : createRequire(join(root, 'package.json')).resolve(`${packageName}/package.json`);
}
