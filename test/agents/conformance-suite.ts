import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';

const agents = process.env['GATEHOUSE_AGENT_CLIS'] ?? '';
const modelContext = join(agents, 'node_modules', '@modelcontextprotocol');
const fixtures = join(import.meta.dirname, '..', 'fixtures', 'conformance');

/** What the suite says about one thing it looked at, with what it saw, but without what differs from run to run. */
export interface Check {
  id: string;
  status: string;
  [fact: string]: unknown;
}

/** The checks of each scenario, in the order in which they were made. */
export type SuiteResult = Record<string, Check[]>;

/**
 * Makes one file of the suite's example server, for stdio: everything above its HTTP application, and the SDK's own stdio transport
 * in its place. Returns the file.
 */
export async function buildExampleServer(folder: string): Promise<string> {
  const source = join(folder, 'source');
  mkdirSync(source, { recursive: true });
  symlinkSync(join(agents, 'node_modules'), join(source, 'node_modules'));
  const text = readFileSync(join(fixtures, 'everything-server.ts.txt'), 'utf8');
  const [offered, http] = text.split('// ===== EXPRESS APP =====');
  if (offered === undefined || http === undefined) throw new Error('The example server is not what it was.');
  const stdio = "import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';";
  // Standard output belongs to the protocol.
  const start = 'console.log = console.error;\nawait createMcpServer().connect(new StdioServerTransport());\n';
  writeFileSync(join(source, 'main.ts'), `${offered}\n${stdio}\n${start}`);
  const outDir = join(folder, 'everything');
  await build({
    ...{ configFile: false, root: source, logLevel: 'error' },
    ssr: { noExternal: true },
    build: { ssr: join(source, 'main.ts'), outDir, emptyOutDir: true, target: 'node24', minify: false },
  });
  writeFileSync(join(outDir, 'package.json'), '{"type":"module"}');
  rmSync(source, { recursive: true });
  return join(outDir, readdirSync(outDir).find((name) => name.startsWith('main.')) ?? 'main.js');
}

/** Asks a stdio server everything a revision of the protocol requires, through the same HTTP front for each server. */
export async function askSuite(revision: string, command: string, args: readonly string[], cwd: string) {
  const program = join(fixtures, 'http-front-program.ts');
  const front = spawn(process.execPath, [program, join(modelContext, 'sdk'), command, ...args], {
    ...{ cwd, stdio: ['pipe', 'pipe', 'pipe'] },
  });
  let said = '';
  front.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const ended = once(front, 'close');
  const output = mkdtempSync(join(tmpdir(), 'gatehouse-conformance-'));
  try {
    const [url] = (await Promise.race([once(createInterface({ input: front.stdout }), 'line'), ended])) as [unknown];
    if (typeof url !== 'string') throw new Error(`The front did not start: ${said}`);
    const suite = join(modelContext, 'conformance', 'dist', 'index.js');
    const asked = [suite, 'server', '--url', url, '--requirements', revision, '--output-dir', output];
    // Its exit code says that something failed; what failed is in the files.
    await new Promise<void>((resolve) => {
      execFile(process.execPath, asked, { cwd: output, maxBuffer: 64 * 1024 * 1024 }, () => resolve());
    });
    return { result: readResult(output), said };
  } finally {
    front.stdin.end();
    await ended;
    rmSync(output, { recursive: true, force: true });
  }
}

/** The suite writes `server-SCENARIO-TIME/checks.json`. */
function readResult(output: string): SuiteResult {
  const result: SuiteResult = {};
  for (const name of readdirSync(output).toSorted()) {
    const scenario = /^server-(.*)-\d{4}-\d\d-\d\dT.*$/.exec(name)?.[1];
    if (scenario === undefined) continue;
    const text = withoutChance(readFileSync(join(output, name, 'checks.json'), 'utf8'));
    const checks = JSON.parse(text) as (Check & { timestamp: unknown })[];
    result[scenario] = checks.map(({ timestamp: _when, ...check }) => check);
  }
  return result;
}

/** Ids, ports and times are another each time. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, 'HOST')
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, 'DATE')
    .replaceAll(/\d+ ?ms/g, 'N ms');
}
