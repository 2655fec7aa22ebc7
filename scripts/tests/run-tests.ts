import { copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findChromium, howToGetChromium } from '#test/helpers/chromium';
import { notRun } from '#test/helpers/not-run-list';
import { buildWhenStale } from '../build/build.ts';
import { electronRuntime } from '../start/electron-runtime.ts';
import { run } from '../tools/run-tool.ts';
import { mustHaveRun, notRunLines, readNotRun } from './not-run-report.ts';
import {
  added,
  type PlaywrightReport,
  skippedByVitest,
  type Tally,
  tallyOfPlaywright,
  tallyOfVitest,
  type VitestReport,
  withExitCode,
} from './tally.ts';

const endToEnd = 'test/e2e';

/**
 * Builds, then runs vitest and the end-to-end tests, and prints what this machine could not run.
 * `args` are passed on; paths under test/e2e go to Playwright, everything else to vitest, and only what is named runs.
 */
export async function runTests(root: string, args: readonly string[]): Promise<Tally> {
  const isBuilt = await buildWhenStale(root);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tests-'));
  const notRunFile = join(folder, 'not-run.jsonl');
  const figuresFile = join(folder, 'figures.log');
  process.env['GATEHOUSE_NOT_RUN'] = notRunFile;
  process.env['GATEHOUSE_FIGURES'] = figuresFile;
  try {
    const tallies = await runSuites(root, folder, args, isBuilt);
    reportFigures(root, figuresFile);
    return added(...tallies, { passed: 0, failed: isBuilt ? 0 : 1 }, reportNotRun(notRunFile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without a build there is nothing for the end-to-end tests to open; the others still tell what they know. */
async function runSuites(root: string, folder: string, args: readonly string[], isBuilt: boolean): Promise<Tally[]> {
  const forPlaywright = args.filter((arg) => arg.startsWith(endToEnd));
  const forVitest = args.filter((arg) => !arg.startsWith(endToEnd));
  const tallies: Tally[] = [];
  if (args.length === 0 || forVitest.length > 0) tallies.push(await runVitest(root, folder, forVitest));
  if (isBuilt && (args.length === 0 || forPlaywright.length > 0))
    tallies.push(await runPlaywright(root, folder, forPlaywright));
  return tallies;
}

async function runVitest(root: string, folder: string, args: readonly string[]): Promise<Tally> {
  const file = join(folder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await run('vitest', ['run', ...reporters, ...args], { root });
  const report = readReport<VitestReport>(file);
  for (const skipped of report === undefined ? [] : skippedByVitest(report)) console.log(`skipped: ${skipped}`);
  return withExitCode(report === undefined ? noReport : tallyOfVitest(report), code);
}

async function runPlaywright(root: string, folder: string, args: readonly string[]): Promise<Tally> {
  const none = { passed: 0, failed: 0 };
  if (globSync(`${endToEnd}/**/*.{test,spec}.ts`, { cwd: root }).length === 0) return none;
  if (findChromium() === undefined) {
    notRun('The end-to-end tests in Chromium', howToGetChromium);
    return none;
  }
  if (electronRuntime(root, process.env, process.platform) === undefined) {
    notRun(
      'The desktop entry in the real Electron',
      'Its runtime is a download: npx install-electron --no',
      'material',
    );
  }
  const file = join(folder, 'playwright.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const { code } = await run('playwright', ['test', '--reporter=list,json', ...args], { root, env });
  const report = readReport<PlaywrightReport>(file);
  if (report !== undefined && report.stats.skipped > 0)
    console.log(`skipped end-to-end tests: ${report.stats.skipped}`);
  return withExitCode(report === undefined ? noReport : tallyOfPlaywright(report), code);
}

/** A runner that left no report has crashed. */
const noReport: Tally = { passed: 0, failed: 1 };

function readReport<Report>(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch (error) {
    console.error(`The runner left no readable report: ${String(error)}`);
    return undefined;
  }
}

/** What the tests counted, for a reader, and as a file for whoever keeps such figures. */
function reportFigures(root: string, file: string): void {
  if (!existsSync(file)) return;
  const kept = join(root, 'test-results', 'hardening.log');
  mkdirSync(dirname(kept), { recursive: true });
  copyFileSync(file, kept);
  console.log(`Figures (test-results/hardening.log):\n${readFileSync(file, 'utf8').trimEnd()}`);
}

function reportNotRun(file: string): Tally {
  const entries = readNotRun(file);
  for (const line of notRunLines(entries)) console.log(line);
  const failed = mustHaveRun(entries, process.env, process.platform);
  if (failed) console.log('With CI=true on Linux all of them have to run.');
  return { passed: 0, failed: failed ? 1 : 0 };
}
