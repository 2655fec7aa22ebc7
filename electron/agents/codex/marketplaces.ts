import type { PackageMemo } from '#agents/agent-module';
import type { Paths } from '#agents/paths';
import type { ReadPort } from '#agents/read-port';
import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { unreadable } from './config-layers.ts';
import type { CodexLocations } from './locations.ts';
import { isUsableSource } from './marketplace-source.ts';
import { parsePackageJson } from './package-json.ts';
import { marketplaceOwner } from './reserved-marketplaces.ts';

export interface Marketplace {
  name: string;
  /** Its file says its name. */
  isNamed: boolean;
  root: string;
  /** The file found; absent when there is none. */
  file?: string;
  /** Plugin entries by name. */
  entries: ReadonlyMap<string, UnknownRecord>;
  /** What is wrong with it, with the file. */
  problems: Problem[];
}

/** First hit per root (openai/codex: codex-rs/core-plugins/src/marketplace.rs). */
const fileOrder = [
  ['.agents', 'plugins', 'marketplace.json'],
  ['.agents', 'plugins', 'api_marketplace.json'],
  ['.claude-plugin', 'marketplace.json'],
  ['.cursor-plugin', 'marketplace.json'],
];

interface Tools {
  port: ReadPort;
  paths: Paths;
  memo: PackageMemo;
}

/** Every marketplace plugins can come from, by the name in its file; of the same name the first one counts. */
export function readMarketplaces(
  tools: Tools,
  locations: CodexLocations,
  config: UnknownRecord,
  projectRoot: string | undefined,
): { byName: ReadonlyMap<string, Marketplace>; files: string[] } {
  const { paths } = tools;
  const found: Marketplace[] = [];
  for (const [name, value] of Object.entries(asRecord(config.marketplaces) ?? {})) {
    found.push(configuredMarketplace(tools, locations, name, asRecord(value) ?? {}));
  }
  for (const root of [locations.home, ...(projectRoot === undefined ? [] : [projectRoot])]) {
    const market = marketplaceIn(tools, root, fileOrder.slice(0, 2));
    if (market !== undefined) found.push(market);
  }
  for (const order of fileOrder.slice(0, 2)) {
    const market = marketplaceIn(tools, locations.curatedMarketplace, [order]);
    if (market !== undefined) found.push(market);
  }
  const byName = new Map<string, Marketplace>();
  for (const market of found) if (!byName.has(market.name)) byName.set(market.name, market);
  const watched = [...found.flatMap((market) => market.file ?? paths.join(market.root, ...(fileOrder[0] ?? [])))];
  return { byName, files: [...new Set(watched)] };
}

function configuredMarketplace(
  tools: Tools,
  locations: CodexLocations,
  name: string,
  config: UnknownRecord,
): Marketplace {
  const source = asString(config.source);
  const isLocal = config.source_type === 'local';
  const root =
    isLocal && source !== undefined
      ? tools.paths.normalize(source)
      : tools.paths.join(locations.marketplaceCheckouts, name);
  const market = marketplaceIn(tools, root, fileOrder);
  // What is listed goes by the name in the file; only a file without one goes by the name in the configuration.
  if (market !== undefined) return market.isNamed ? market : { ...market, name };
  const isThere = tools.port.stat(root).kind === 'directory';
  const message = isThere
    ? `The marketplace ${name} has no marketplace file Codex knows.`
    : `The folder of the marketplace ${name} is not there; codex plugin list fails until it is back or removed from the configuration.`;
  return {
    name,
    isNamed: false,
    root,
    entries: new Map(),
    problems: [problem('marketplace-missing', message, { file: root })],
  };
}

function marketplaceIn(tools: Tools, root: string, order: readonly string[][]): Marketplace | undefined {
  for (const parts of order) {
    const file = tools.paths.join(root, ...parts);
    if (tools.port.stat(file).kind === 'missing') continue;
    return tools.memo.remember(root, `codex-marketplace:${parts.join('/')}`, () => readMarketplace(tools, root, file));
  }
  return undefined;
}

function readMarketplace(tools: Tools, root: string, file: string): Marketplace {
  const fallback = tools.paths.basename(root);
  const outcome = tools.port.read(file);
  if (!outcome.ok) {
    const problems = outcome.reason === 'missing' ? [] : [unreadable(file, outcome.reason, outcome.detail)];
    return { name: fallback, isNamed: false, root, file, entries: new Map(), problems };
  }
  const parsed = parsePackageJson(outcome.text, file, 'marketplace-invalid');
  const record = asRecord(parsed.value);
  const name = asString(record?.name);
  const plugins = asArray(record?.plugins);
  const problems = [...parsed.problems];
  if (parsed.value !== undefined && (name === undefined || plugins === undefined)) {
    problems.push(problem('marketplace-invalid', 'A marketplace file needs a name and a list of plugins.', { file }));
  }
  const isCursor = tools.paths.basename(tools.paths.dirname(file)) === '.cursor-plugin';
  const entries = new Map<string, UnknownRecord>();
  for (const each of plugins ?? []) {
    const entry = asRecord(each);
    const entryName = asString(entry?.name);
    if (entry === undefined || entryName === undefined || entries.has(entryName)) continue;
    if (isUsableSource(tools.paths, entry.source, isCursor)) entries.set(entryName, entry);
  }
  return { name: name ?? fallback, isNamed: name !== undefined, root, file, entries, problems };
}

/** Problems of one plugin with the marketplace it names. */
export function membershipProblems(
  byName: ReadonlyMap<string, Marketplace>,
  plugin: { name: string; marketplace: string },
): Problem[] {
  const market = byName.get(plugin.marketplace);
  const owner = marketplaceOwner(plugin.marketplace);
  if (market === undefined) {
    if (owner !== 'user') return [];
    return [
      problem(
        'marketplace-unknown',
        `No marketplace ${plugin.marketplace} is configured, so codex plugin list leaves the plugin out.`,
      ),
    ];
  }
  if (market.problems.some((each) => each.severity === 'error')) return market.problems;
  if (market.entries.has(plugin.name)) return [];
  return [
    problem(
      'not-in-marketplace',
      `The marketplace ${market.name} does not list ${plugin.name}, so codex plugin list leaves it out.`,
      {
        ...(market.file === undefined ? {} : { file: market.file }),
      },
    ),
  ];
}
