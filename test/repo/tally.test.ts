import { describe, expect, it } from 'vitest';
import { mustHaveRun, notRunLines } from '#scripts/tests/not-run-report.ts';
import {
  added,
  skippedByVitest,
  tallyLine,
  tallyOfPlaywright,
  tallyOfVitest,
  withExitCode,
} from '#scripts/tests/tally.ts';

describe('the last line of npm test', () => {
  it('sums vitest and Playwright', () => {
    const vitest = tallyOfVitest({ numPassedTests: 40, numFailedTests: 1, testResults: [] });
    const playwright = tallyOfPlaywright({ stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 0 }, errors: [] });
    expect(tallyLine(added(vitest, playwright))).toBe('48 passed, 2 failed');
  });

  it('counts a file that did not load as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(tallyOfVitest({ numPassedTests: 1, numFailedTests: 0, testResults })).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a file once whose tests failed', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }];
    expect(tallyOfVitest({ numPassedTests: 0, numFailedTests: 1, testResults })).toEqual({ passed: 0, failed: 1 });
  });

  it('names every test that was skipped', () => {
    const assertionResults = [
      { status: 'skipped', fullName: 'a disk that is full' },
      { status: 'passed', fullName: 'another' },
    ];
    const testResults = [{ name: 'disk.test.ts', status: 'passed', assertionResults }];
    const skipped = skippedByVitest({ numPassedTests: 1, numFailedTests: 0, testResults });
    expect(skipped).toEqual(['a disk that is full (disk.test.ts)']);
  });

  it('fails when the runner ended badly although every test passed', () => {
    expect(withExitCode({ passed: 3, failed: 0 }, 1)).toEqual({ passed: 3, failed: 1 });
    expect(withExitCode({ passed: 3, failed: 2 }, 1)).toEqual({ passed: 3, failed: 2 });
    expect(withExitCode({ passed: 3, failed: 0 }, 0)).toEqual({ passed: 3, failed: 0 });
  });
});

describe('the list of what was not run', () => {
  const browser = { what: 'End-to-end tests', how: 'Install chromium.', lacking: 'machine' } as const;
  const trees = { what: 'Real plugin trees', how: 'Put them beside the checkout.', lacking: 'material' } as const;

  it('tells how to get each', () => {
    expect(notRunLines([browser, trees])).toEqual([
      'Not run on this machine:',
      '  - End-to-end tests. Install chromium.',
      '  - Real plugin trees. Put them beside the checkout.',
    ]);
    expect(notRunLines([])).toEqual([]);
  });

  it('fails in CI on Linux when part of the machine is missing', () => {
    expect(mustHaveRun([browser], { CI: 'true' }, 'linux')).toBe(true);
    expect(mustHaveRun([trees], { CI: 'true' }, 'linux')).toBe(false);
    expect(mustHaveRun([browser], { CI: 'true' }, 'darwin')).toBe(false);
    expect(mustHaveRun([browser], {}, 'linux')).toBe(false);
  });
});
