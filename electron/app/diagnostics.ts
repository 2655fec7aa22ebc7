import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { arch, homedir, hostname, release, type, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Check } from '#contract/inventory';
import type { Plugin, Problem } from '#contract/plugin';
import { createRedactor } from '#history/redaction';
import type { Core } from './core.ts';

/** Rows and problems that are told one by one; the rest is counted. */
const MOST_ROWS = 300;
const MOST_FILES = 100;
/** Characters of one sentence. */
const MOST_TEXT = 600;
const MOST_READ = 20_000;

export interface DiagnosticsOptions {
  version: string;
  door: 'desktop' | 'serve' | 'terminal';
  /** Names of plugins, marketplaces and files stay out; what tells them apart is a short hash. */
  withoutNames: boolean;
}

/**
 * What a report of a fault needs, as JSON to be read before it is given away: versions, what was found and why it is as it
 * is, by code. No text of a config file, no secret, no argument or result of a call, no name of this machine or its user.
 */
export async function makeDiagnostics(core: Core, options: DiagnosticsOptions): Promise<string> {
  const { agents, plugins, projects, watching } = await core.inventory.snapshot(null);
  const { runChecks } = await import('./doctor.ts');
  const name = options.withoutNames ? hashed : (text: string) => text;
  const problems = [...agents.flatMap((each) => each.problems), ...plugins.flatMap((each) => each.problems)];
  const document = {
    gatehouse: { version: options.version, door: options.door, sample: core.isSample },
    system: { type: type(), release: release(), arch: arch(), ...versions() },
    agents: agents.map(({ id, found, looked }) => ({
      ...{ id, found, plugins: plugins.filter(({ agent }) => agent === id).length },
      looked: options.withoutNames ? countBy(looked, ({ result }) => result) : looked,
    })),
    states: countBy(plugins, ({ agent, kind, effective }) => `${agent} ${kind} ${effective.state}`),
    problemCodes: countBy(problems, ({ code }) => code),
    problems: limited(problems.map((problem) => toldProblem(problem, options.withoutNames))),
    plugins: limited(plugins.map((plugin) => toldPlugin(plugin, name))),
    projects: { known: projects.length, there: projects.filter(({ exists }) => exists).length },
    watching,
    checks: (await runChecks(core)).map((check) => toldCheck(check, options.withoutNames)),
    changes: countBy(await (await core.changes()).list(500), ({ kind, state }) => `${kind} ${state}`),
    data: dataFiles(core.data),
  };
  const own = { home: core.home, ...thisUser() };
  return `${JSON.stringify(cleaned(document, cleaner(own)), undefined, 2)}\n`;
}

function toldProblem({ code, severity, message, file, line }: Problem, withoutNames: boolean): object {
  return withoutNames ? { code, severity } : { code, severity, message, file, line };
}

function toldPlugin(
  { id, agent, kind, effective, problems, provides }: Plugin,
  name: (text: string) => string,
): object {
  return {
    ...{ id: name(id), agent, kind, state: effective.state, scope: effective.decidedBy.scope, provides },
    problems: problems.map(({ code }) => code),
  };
}

function toldCheck({ name, state, detail }: Check, withoutNames: boolean): object {
  return withoutNames ? { name, state } : { name, state, detail };
}

function versions(): Record<string, string> {
  return Object.fromEntries(
    ['node', 'electron', 'chrome', 'sqlite'].flatMap((name) => {
      const version = process.versions[name];
      return version === undefined ? [] : [[name, version]];
    }),
  );
}

/** Sizes and rights of Gatehouse's own files, never what is in them. */
function dataFiles(folder: string): object {
  try {
    return limited(
      readdirSync(folder)
        .toSorted()
        .slice(0, MOST_FILES)
        .map((name) => {
          const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
          return {
            name,
            size: stats?.size,
            mode: stats && (stats.mode & 0o777).toString(8),
            folder: stats?.isDirectory(),
          };
        }),
    );
  } catch {
    return { shown: [], leftOut: 0 };
  }
}

function limited<T>(all: readonly T[]): { shown: readonly T[]; leftOut: number } {
  return { shown: all.slice(0, MOST_ROWS), leftOut: Math.max(0, all.length - MOST_ROWS) };
}

function countBy<T>(all: readonly T[], key: (each: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const each of all) counts.set(key(each), (counts.get(key(each)) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

interface Own {
  home: string;
  userHome: string;
  user: string;
  host: string;
}

function thisUser(): Omit<Own, 'home'> {
  return { userHome: homedir(), user: userInfo().username, host: hostname() };
}

/** Takes out of a text what tells who or where this is, and every secret that is recognised. */
export function cleaner({ home, userHome, user, host }: Own): (text: string) => string {
  const redactor = createRedactor({ knownSecrets: [] });
  const isWord = (name: string) => name.length > 2 && !common.has(name.toLowerCase());
  const words = [
    ...(isWord(user) ? [[user, '‹user›'] as const] : []),
    ...(isWord(host) ? [[host, '‹host›'] as const] : []),
  ].map(
    ([name, shown]) => [new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu'), shown] as const,
  );
  return (text) => {
    // Cut only afterwards: half a secret would not be recognised.
    const { body } = redactor.redact({ format: 'text', text: text.slice(0, MOST_READ) });
    const short = [home, userHome]
      .filter((each) => each.length > 1)
      .reduce((now, each) => now.replaceAll(each, () => '~'), body.text)
      .replaceAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '‹e-mail›');
    const told = words.reduce((now, [name, shown]) => now.replaceAll(name, () => shown), short);
    return told.length <= MOST_TEXT ? told : `${told.slice(0, MOST_TEXT)}…`;
  };
}

/** Users and machines of containers; taken out they would take words of ours along. */
const common = new Set(['root', 'user', 'node', 'dev', 'admin', 'localhost', 'codex', 'claude', 'gatehouse', 'plugin']);

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, (each) => `\\${each}`);
}

/** The same with every string in it, names of keys too, gone through `clean`. */
export function cleaned(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((each) => cleaned(each, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [clean(key), cleaned(each, clean)]));
}
