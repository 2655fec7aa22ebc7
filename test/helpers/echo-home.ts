import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '#contract/logs';
import { type McpProcess, type McpProcessOptions, startGatehouseRun } from './mcp-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface EchoHome {
  id: string;
  home: string;
  data: string;
  project: string;
  start(options?: Omit<McpProcessOptions, 'cwd'>): McpProcess;
  /** All lines of the server's log, and the bytes its files take. */
  log(): { lines: LogLine[]; size: number };
}

/** A home whose Claude Code has the server of the fixtures; `definition` adds to its entry. */
export function echoHome(definition: Record<string, unknown> = {}): EchoHome {
  const home = temporaryFolder();
  const [server, project, data] = [join(home, 'servers', 'echo'), join(home, 'project'), join(home, 'gatehouse')];
  for (const folder of [server, project, join(home, '.claude'), data]) mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, '../fixtures/mcp/echo-program.ts'), join(server, 'main.ts'));
  writeFileSync(join(server, 'package.json'), '{"type":"module"}');
  const echo = { command: process.execPath, args: [join(server, 'main.ts')], ...definition };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { echo } }));
  const id = 'claude-code:mcp/echo@user';
  return {
    ...{ id, home, data, project },
    start: (options = {}) => startGatehouseRun([id, '--home', home, '--data', data], { cwd: project, ...options }),
    log() {
      const [folder = ''] = readdirSync(join(data, 'logs'));
      const files = readdirSync(join(data, 'logs', folder)).filter((name) => name.endsWith('.jsonl'));
      const texts = files.toSorted().map((name) => readFileSync(join(data, 'logs', folder, name), 'utf8'));
      const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
      return { lines: lines.map((line) => JSON.parse(line) as LogLine), size: texts.join('').length };
    },
  };
}
