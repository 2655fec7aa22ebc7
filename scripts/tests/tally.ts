/** How many tests passed and failed; the last line of `npm test` and of everything that contains it. */
export interface Tally {
  passed: number;
  failed: number;
}

export function added(...tallies: Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
  };
}

export function tallyLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}

export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name?: string; status: string; assertionResults: { status: string; fullName?: string }[] }[];
}

/** From vitest's JSON reporter. A file that failed without a failed test (it did not load) counts as one. */
export function tallyOfVitest(report: VitestReport): Tally {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** One line for each test that was skipped: a skip must never be silent. */
export function skippedByVitest(report: VitestReport): string[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => `${fullName ?? 'a test'} (${name ?? 'unknown file'})`),
  );
}

export interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
}

/** From Playwright's JSON reporter. A flaky test passed in the end; an error outside all tests counts as one. */
export function tallyOfPlaywright({ stats, errors }: PlaywrightReport): Tally {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

/** A run that ended badly although no test failed (a crash, a leaked handle) has failed once. */
export function withExitCode(tally: Tally, code: number): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
