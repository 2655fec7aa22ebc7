import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { AppError } from '#contract/errors';
import type { Prepared } from '#contract/prepared';
import type { ServerDefinition } from '#contract/server-definition';
import { isThere, makePrivateFolder } from '#platform/private-files';
import { runProgram } from '#platform/run-program';
import { treeHash, treeStamp } from '#platform/tree-hash';
import { packagedServer, readPackageSpec } from '#runtime/package-runner';
import { isTree, preparedFolder, writePrepared } from './prepared-files.ts';

/** What would be downloaded, found out before anything is. */
export interface PreparePlan {
  definition: ServerDefinition;
  spec: string;
  program: string | undefined;
  name: string;
  version: string;
}

export interface PrepareOptions {
  data: string;
  env: Readonly<Record<string, string | undefined>>;
  now(): Date;
  signal?: AbortSignal;
}

const ASK_MS = 60_000;
const INSTALL_MS = 10 * 60_000;
/** npm's own, and what it needs to reach a registry and to trust it; nothing that would load code into it. */
const passedOn =
  /^(?:HOME|PATH|LANG|TMPDIR|USERPROFILE|APPDATA|SystemRoot|(?:https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|SSL_CERT_(?:FILE|DIR)|npm_config_(?!node_options|script_shell|prefix)\w+)$/i;

/** Asks the registry which version is meant. Throws AppError `conflict` for what cannot be prepared, `unavailable`. */
export async function planPrepare(definition: ServerDefinition, options: PrepareOptions): Promise<PreparePlan> {
  const { plugin, server, command, args } = definition;
  const packaged = command === undefined ? undefined : packagedServer(command, args);
  if (packaged === undefined) {
    throw new AppError(
      'conflict',
      `"${server}" of ${plugin} downloads nothing at its start, so there is nothing to prepare.`,
    );
  }
  const { spec, program, runner } = packaged.server;
  const wanted = packaged.isClear ? readPackageSpec(spec) : undefined;
  if (wanted === undefined) {
    const why =
      runner === 'uvx' ? 'packages of Python cannot be prepared yet' : `"${spec}" is no plain package of the registry`;
    throw new AppError(
      'conflict',
      `"${server}" of ${plugin} cannot be prepared: ${why}. Grant it the hosts it needs instead.`,
    );
  }
  const answer = await npm(
    ['view', `${wanted.name}@${wanted.range}`, 'version', '--json'],
    options.data,
    ASK_MS,
    options,
  );
  const version = lastVersion(answer);
  if (version === undefined) throw new AppError('unavailable', `The registry knows no version of ${spec}.`);
  return { definition, spec, program, name: wanted.name, version };
}

/**
 * Downloads exactly that version without running scripts of any package, and pins its tree by hash. Throws AppError
 * `unavailable`, `conflict` when the package has no program to start, `cancelled`.
 */
export async function prepare(plan: PreparePlan, options: PrepareOptions): Promise<Prepared> {
  const { definition, spec, program, name, version } = plan;
  const store = join(preparedFolder(options.data), 'npm');
  makePrivateFolder(preparedFolder(options.data));
  makePrivateFolder(store);
  const half = mkdtempSync(join(store, 'half-'));
  try {
    const quiet = [
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
      '--omit=dev',
      '--loglevel=error',
    ];
    await npm(['install', ...quiet, '--prefix', half, `${name}@${version}`], half, INSTALL_MS, options);
    const entry = programIn(half, name, program);
    const { hash, files } = treeHash(half);
    const folder = join(store, `${name.replaceAll(/[^A-Za-z0-9._-]/g, '-')}-${version}-${hash.slice(0, 16)}`);
    // What lies there may have been changed since it was downloaded the first time.
    if (isThere(folder) && !isTree(folder, hash)) rmSync(folder, { recursive: true, force: true });
    if (isThere(folder)) rmSync(half, { recursive: true, force: true });
    else renameSync(half, folder);
    const prepared: Prepared = {
      ...{ v: 1, plugin: definition.plugin, server: definition.server, spec, name, version, hash, files },
      ...(program === undefined ? {} : { program }),
      ...{ at: options.now().toISOString(), folder, entry: join(folder, entry), stamp: treeStamp(folder) },
    };
    writePrepared(options.data, prepared);
    return prepared;
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  }
}

async function npm(args: string[], cwd: string, limitMs: number, { env, signal }: PrepareOptions): Promise<string> {
  makePrivateFolder(cwd);
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name)));
  const program = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const ran = await runProgram(program, args, { cwd, env: own, limitMs, ...(signal === undefined ? {} : { signal }) });
  if (signal?.aborted === true) throw new AppError('cancelled', 'The download was cancelled. Nothing was kept.');
  if (ran.code === 0) return ran.stdout;
  const lines = ran.stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
  const said = ran.code === null ? `no answer in ${limitMs / 1_000} s` : lines.slice(-4).join(' ').slice(0, 500);
  throw new AppError(
    'unavailable',
    `npm could not do it (${said === '' ? `code ${ran.code}` : said}). Nothing was kept.`,
  );
}

/** One version as a text, or several that fit a range, the newest last. */
function lastVersion(answer: string): string | undefined {
  try {
    const value: unknown = JSON.parse(answer);
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' && /^\d[\w.+-]*$/.test(last) ? last : undefined;
  } catch {
    return undefined;
  }
}

/** Path in the folder of the program that npx would start: the named one, the one of the package's name, or the only one. */
function programIn(folder: string, name: string, program: string | undefined): string {
  const root = join('node_modules', ...name.split('/'));
  const { bin } = JSON.parse(readFileSync(join(folder, root, 'package.json'), 'utf8')) as { bin?: unknown };
  const short = basename(name);
  const programs: Record<string, unknown> =
    typeof bin === 'string' ? { [short]: bin } : typeof bin === 'object' && bin !== null ? { ...bin } : {};
  const names = Object.keys(programs);
  const chosen = program ?? (Object.hasOwn(programs, short) ? short : names.length === 1 ? names[0] : undefined);
  const path = chosen === undefined || !Object.hasOwn(programs, chosen) ? undefined : programs[chosen];
  const absolute = typeof path === 'string' ? resolve(folder, root, path) : undefined;
  if (absolute === undefined || !absolute.startsWith(join(folder, root) + sep) || !isThere(absolute)) {
    throw new AppError(
      'conflict',
      `The package ${name} has no program to start (it has ${names.join(', ') || 'none'}).`,
    );
  }
  return absolute.slice(folder.length + 1);
}
