import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstPolicy } from '#contract/compiled-policy';
import type { Rule } from '#contract/policy';
import { type McpProcess, startGatehouseRun } from './mcp-process.ts';
import { runGatehouse } from './run-gatehouse.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What the history says of one call. */
export interface KeptCall {
  /** The message it was to echo. */
  message: string;
  server: string;
  outcome: string;
  decision: string;
}

/** A home whose Claude Code has so many echo servers, with a data folder and a project. */
export interface EchoServers {
  home: string;
  data: string;
  project: string;
  names: readonly string[];
  /** `gatehouse run` of the server of this name. */
  run(name?: string): McpProcess;
  setRules(...rules: Partial<Rule>[]): void;
  /** Names of the files in a folder of the data folder; empty when it is not there. */
  files(folder: 'runs' | 'spool' | 'doors'): string[];
  /** All calls in the history, after it took in what waits, ordered by message. */
  kept(): Promise<KeptCall[]>;
  /** Processes that were started with a path of this home in their command line; Linux only. */
  processes(): string[];
}

export function echoServers(count = 1): EchoServers {
  const home = temporaryFolder();
  const [project, data, cache] = [join(home, 'project'), join(home, 'gatehouse'), join(home, 'cache')];
  for (const folder of [project, data, join(home, '.claude')]) mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, index) => `echo${index}`);
  const mcpServers = Object.fromEntries(
    names.map((name) => {
      const folder = join(home, 'servers', name);
      mkdirSync(folder, { recursive: true });
      cpSync(join(import.meta.dirname, '../fixtures/mcp/echo-program.ts'), join(folder, 'main.ts'));
      writeFileSync(join(folder, 'package.json'), '{}');
      return [name, { command: process.execPath, args: [join(folder, 'main.ts')] }];
    }),
  );
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers }));
  const place = ['--home', home, '--data', data];
  // Many processes of the same sources: what one compiled the others need not.
  const env = { NODE_COMPILE_CACHE: cache };
  const files: EchoServers['files'] = (folder) =>
    existsSync(join(data, folder)) ? readdirSync(join(data, folder)) : [];
  return {
    ...{ home, data, project, names, files },
    run: (name = 'echo0') => startGatehouseRun([`claude-code:mcp/${name}@user`, ...place], { cwd: project, env }),
    setRules(...rules) {
      const all = rules.map((rule, index) => ({ id: `r${index}`, effect: 'deny', ...rule }));
      writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules: all }));
    },
    async kept() {
      const ran = await runGatehouse(['history', 'export', 'type:tool', '--format', 'jsonl', ...place], env);
      if (ran.code !== 0) throw new Error(ran.stderr);
      return keptIn(ran.stdout);
    },
    processes: () => commandLines().filter((line) => line.includes(home)),
  };
}

function keptIn(exported: string): KeptCall[] {
  return exported
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const call = JSON.parse(line) as { server: string; outcome: string; decision: string; args: { text: string } };
      const { message } = JSON.parse(call.args.text) as { message: string };
      return { message, server: call.server, outcome: call.outcome, decision: call.decision };
    })
    .toSorted((a, b) => a.message.localeCompare(b.message));
}

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        // It has ended meanwhile.
        return '';
      }
    });
}
