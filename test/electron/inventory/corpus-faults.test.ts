import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claudeCode } from '#agents/claude-code/claude-code';
import { codex } from '#agents/codex/codex';
import type { ReadPort } from '#agents/read-port';
import type { Plugin } from '#contract/plugin';
import { createPackageMemo } from '#inventory/package-memo';
import { type HomeScan, scanHome } from '#inventory/scan-home';
import { nodeReadPort } from '#platform/read-port-node';
import { corpusHome } from '#test/e2e/corpus-home';
import { figure } from '#test/helpers/figure';
import { scanContext } from '#test/helpers/scan-context';
import { seededRandom } from '#test/helpers/seeded-random';
import { sharedFolderFor } from '#test/helpers/shared-folder';
import { type Fault, faults, spoil } from './faults.ts';

const shared = sharedFolderFor('every file of real plugin trees spoilt, one at a time');

/** Reads as ever, and notes which files were read. */
function notingPort(read: Set<string>): ReadPort {
  const port = nodeReadPort();
  return {
    ...port,
    read(path, maxBytes) {
      const outcome = port.read(path, maxBytes);
      if (outcome.ok) read.add(port.realpath(path) ?? path);
      return outcome;
    },
  };
}

function problemFiles(scan: HomeScan): Set<string | undefined> {
  return new Set(
    [...scan.agents, ...scan.plugins].flatMap(({ problems }) =>
      problems.flatMap(({ file, message }) => [file, message]),
    ),
  );
}

/** Of a plugin that has nothing to do with the file, all but what names other rows. */
const shown = ({ id, name, kind, effective, provides }: Plugin) =>
  JSON.stringify({ id, name, kind, state: effective.state, provides });

/**
 * Faults somebody has to speak of. May be silent: what still parses (flipped bits, a cut that leaves a whole value or
 * text), a link in a circle, which is as good as nothing there where a file may be missing, an
 * empty TOML file, which is a whole one, and the manifest that another in the same plugin goes before.
 */
function mustBeNamed(path: string, fault: Fault): boolean {
  if (!/\.(?:json|toml|md)$/.test(path)) return false;
  if (fault === 'emptied' && path.endsWith('.toml')) return false;
  if (basename(path) === 'plugin.json' && !/\.(?:claude|codex)-plugin$/.test(dirname(path))) return false;
  return ['emptied', 'a folder', 'a FIFO', 'a link to a device', ...restOfNamed].includes(fault);
}

const restOfNamed: Fault[] = ['a socket', 'no right to read', '100 MB of noise', '100 MB of holes'];

/** As somebody who has no right, which root never is. Reading is synchronous, but the scan is not. */
async function withoutRights<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(65_534);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

const asEver = <T>(act: () => Promise<T>): Promise<T> => act();

describe.runIf(shared !== undefined && process.platform !== 'win32')(
  'a home of real plugins with one file spoilt',
  () => {
    it('is listed without a crash or a wait, the file is named and the others stay', { timeout: 600_000 }, async () => {
      const corpus = corpusHome(shared ?? '', 0);
      onTestFinished(() => corpus.remove());
      // The one without rights may come as far as the home.
      chmodSync(dirname(corpus.home), 0o755);
      const noise = mkdtempSync(join(tmpdir(), 'gatehouse-noise-'));
      onTestFinished(() => rmSync(noise, { recursive: true, force: true }));
      const read = new Set<string>();
      const memo = createPackageMemo();
      const port = notingPort(read);
      const context = { ...scanContext({ port, home: corpus.home, project: corpus.project }), memo };
      const scan = () => scanHome([claudeCode, codex], context);
      const tells = async (after: HomeScan, path: string) => {
        const owner = after.plugins.find((plugin) => owns(plugin, path));
        if (owner === undefined) return false;
        const agent = owner.agent === 'codex' ? codex : claudeCode;
        const { components, problems } = await agent.describe(context, owner);
        return (
          problems.some(({ file }) => file === path) ||
          (components ?? []).some(({ file, reason }) => file === path && reason !== undefined)
        );
      };
      const before = await scan();
      const random = seededRandom(20_261_124);
      const chosen = [...read].filter((path) => path.startsWith(corpus.home + sep)).sort();
      const seen = {
        files: chosen.length,
        scans: 0,
        'problems that name the file': 0,
        'said when the plugin is opened': 0,
        'slowest scan (ms)': 0,
      };
      const silent = new Map<string, number>();
      const wrong: string[] = [];
      for (const path of chosen) {
        for (const fault of faults) {
          const putBack = spoil(path, fault, random, noise);
          memo.forget(path);
          const started = performance.now();
          const as = fault === 'no right to read' ? withoutRights : asEver;
          const after = await as(scan);
          seen['slowest scan (ms)'] = Math.max(seen['slowest scan (ms)'], Math.round(performance.now() - started));
          seen.scans += 1;
          const named = problemFiles(after);
          const isInList = [...named].some(
            (each) => each === path || each?.includes(path) === true || each?.includes(`/${basename(path)} `) === true,
          );
          // What a row does not read is said when its plugin is looked at.
          const isTold = !isInList && path.endsWith('.md') && (await as(() => tells(after, path)));
          if (isInList) seen['problems that name the file'] += 1;
          else if (isTold) seen['said when the plugin is opened'] += 1;
          else {
            const kind = `${path
              .split(sep)
              .at(-1)
              ?.replace(/^.*\.md$/, 'a .md')} ${fault}`;
            silent.set(kind, (silent.get(kind) ?? 0) + 1);
            if (mustBeNamed(path, fault)) wrong.push(`${path}: ${fault} is not named`);
          }
          putBack();
          memo.forget(path);
          wrong.push(...lost(before, after, path).map((id) => `${path}: ${fault} changed ${id}`));
        }
      }
      figure('Spoilt files of real plugins', {
        ...seen,
        silent: [...silent.values()].reduce((sum, each) => sum + each, 0),
      });
      if (process.env['GATEHOUSE_FIGURES'] === undefined)
        process.stdout.write(`${JSON.stringify([...silent], null, 0)}\n`);
      expect(wrong).toEqual([]);
      expect(scanIds(await scan())).toEqual(scanIds(before));
    });
  },
);

const scanIds = (scan: HomeScan) => scan.plugins.map(shown);

/** Rows whose own folder does not hold the file and that are gone or different. */
function lost(before: HomeScan, after: HomeScan, path: string): string[] {
  const now = new Map(after.plugins.map((plugin) => [plugin.id, shown(plugin)]));
  const isConfig =
    /\.(?:claude|codex)\.json$|settings[^/]*\.json$|config\.toml$|plugins\/[a-z_]+\.json$|marketplace\.json$|\.mcp\.json$/.test(
      path,
    );
  if (isConfig) return [];
  return before.plugins
    .filter((plugin) => !JSON.stringify(plugin).includes(join(path, '..')) && !owns(plugin, path))
    .filter((plugin) => now.get(plugin.id) !== shown(plugin))
    .map(({ id }) => id);
}

function owns(plugin: Plugin, path: string): boolean {
  return plugin.installs.some((install) =>
    Object.values(install).some((value) => typeof value === 'string' && path.startsWith(value + sep)),
  );
}
