import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder, whyNoShared } from '#test/helpers/shared-folder';
import { agentFolder, installAgents } from './agents/agent-clis.ts';
import { namespaceObstacle } from './agents/namespace-obstacle.ts';
import { buildWhenStale } from './build/build.ts';
import { projectRoot } from './setup/project-root.mjs';
import { type Tally, tallyLine, tallyOfVitest, type VitestReport, withExitCode } from './tests/tally.ts';
import { run } from './tools/run-tool.ts';

/** Asks the real Claude Code and Codex about the same homes, and compares. The last line is the sum. */
async function main(args: readonly string[]): Promise<Tally> {
  if (sharedFolder() === undefined) {
    console.log(`Not run: the comparison with the real agents. ${whyNoShared}`);
    return { passed: 0, failed: 0 };
  }
  const folder = agentFolder();
  const obstacle = namespaceObstacle() ?? installAgents(folder);
  if (obstacle !== undefined) {
    console.log(`Not run: the comparison with the real agents. ${obstacle}`);
    const mustRun = process.env['CI'] === 'true' && process.platform === 'linux';
    return { passed: 0, failed: mustRun ? 1 : 0 };
  }
  if (!(await buildWhenStale(projectRoot))) return { passed: 0, failed: 1 };
  process.env['GATEHOUSE_AGENT_CLIS'] = folder;
  return runVitest(args);
}

async function runVitest(args: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-agents-report-'));
  const file = join(folder, 'vitest.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const config = ['--config', 'test/agents/vitest.config.ts'];
    const { code } = await run('vitest', ['run', ...config, ...reporters, ...args], { root: projectRoot });
    if (!existsSync(file)) return { passed: 0, failed: 1 };
    return withExitCode(tallyOfVitest(JSON.parse(readFileSync(file, 'utf8')) as VitestReport), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tally = await main(process.argv.slice(2));
process.exitCode = tally.failed === 0 ? 0 : 1;
console.log(tallyLine(tally));
