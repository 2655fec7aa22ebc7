import type { PackageMemo } from '#agents/agent-module';
import type { ReadPort } from '#agents/read-port';
import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type JsonFile, readJsonFile } from './json-file.ts';
import { knownMarketplaceFault, looseRecordFault } from './known-marketplace.ts';
import type { ClaudeLocations } from './locations.ts';
import { ignoredFields, manifestFaults } from './manifest-rules.ts';
import { everySetting, type Settings } from './settings-layers.ts';

export interface Marketplace {
  name: string;
  /** Where its files lie; undefined when only declared. */
  root?: string;
  /** Plugins are loaded where they lie, not from the cache. */
  isInPlace: boolean;
  /** `missing`: configured, but its folder or file is not there. `invalid`: its file does not parse. */
  state: 'ok' | 'missing' | 'invalid' | 'declared';
  file?: string;
  /** Raw entries by name. */
  entries: ReadonlyMap<string, UnknownRecord>;
  /** What an entry was called before, by its former name; null when it was dropped. */
  renames: ReadonlyMap<string, string | null>;
  pluginRoot?: string;
  /** Kind of its source. */
  source: string;
  /** Its source as the records or settings have it. */
  origin: UnknownRecord;
}

export interface Marketplaces {
  byName: ReadonlyMap<string, Marketplace>;
  problems: Problem[];
  watch: string[];
}

/** `known_marketplaces.json`, the marketplace file of each, and what settings only declare (documentation "Marketplace reference"). */
export function readMarketplaces(
  context: { port: ReadPort; memo: PackageMemo },
  at: ClaudeLocations,
  settings: Settings,
): Marketplaces {
  const { paths } = at;
  const knownFiles = ['known_marketplaces.json', 'known_marketplaces_claudeai.json'].map((name) =>
    paths.join(at.pluginsRoot, name),
  );
  const seeds = at.seedDirs.map((dir) => ({ dir, file: paths.join(dir, 'known_marketplaces.json') }));
  const known = [...seeds.map((seed) => seed.file), ...knownFiles].map((file) =>
    readJsonFile(context.port, file, 'record-invalid'),
  );
  const problems: Problem[] = known.flatMap((json) => json.problems);
  const byName = new Map<string, Marketplace>();
  const watch = known.map((json) => json.file);
  const seededNames = new Set<string>();
  for (const json of known) {
    const isSeed = seeds.some((each) => each.file === json.file);
    const isLoose = !isSeed && hasLooseRecord(json, problems);
    for (const [name, raw] of Object.entries(json.value ?? {})) {
      const record = asRecord(raw);
      if (record === undefined) continue;
      const seed = seeds.find((each) => each.file === json.file);
      // A seed stands before the user's own record, and the first seed before the others (seen with Claude Code 2.1.330).
      if (seededNames.has(name)) continue;
      if (seed !== undefined) seededNames.add(name);
      const location = seed === undefined ? {} : { installLocation: paths.join(seed.dir, 'marketplaces', name) };
      const fault = knownMarketplaceFault({ ...record, ...location });
      if (fault !== undefined) {
        const message = `The record of marketplace ${JSON.stringify(name)} ${fault}; Claude Code passes it over.`;
        problems.push(problem('record-invalid', message, { file: json.file }));
        continue;
      }
      const marketplace = openMarketplace(context, at, name, { ...record, ...location }, problems);
      if (marketplace.file !== undefined) watch.push(marketplace.file);
      byName.set(name, isLoose ? { ...marketplace, isInPlace: false } : marketplace);
    }
  }
  for (const { value } of everySetting(settings, 'extraKnownMarketplaces').concat(
    everySetting(settings, 'additionalMarketplaces'),
  )) {
    for (const [name, raw] of Object.entries(asRecord(value) ?? {})) {
      if (byName.has(name)) continue;
      byName.set(name, {
        name,
        isInPlace: false,
        state: 'declared',
        entries: new Map(),
        renames: new Map(),
        source: asString(asRecord(asRecord(raw)?.['source'])?.['source']) ?? 'unknown',
        origin: asRecord(asRecord(raw)?.['source']) ?? {},
      });
    }
  }
  return { byName, problems, watch };
}

/** Whether the file holds a record that keeps local folders from being loaded in place; each is told. */
function hasLooseRecord(json: JsonFile, problems: Problem[]): boolean {
  const records = Object.entries(json.value ?? {});
  const loose = records.flatMap(([name, raw]) => {
    const fault = looseRecordFault(raw);
    return fault === undefined ? [] : [{ name, fault }];
  });
  const isFelt = records.some(([, raw]) =>
    ['directory', 'file'].includes(asString(asRecord(asRecord(raw)?.['source'])?.['source']) ?? ''),
  );
  for (const { name, fault } of loose) {
    // Told below, with the more that follows from it.
    const record = asRecord(json.value?.[name]);
    if (record !== undefined && knownMarketplaceFault(record) !== undefined) continue;
    const effect = isFelt ? ' Until it is mended, plugins of local folders are loaded from the cache.' : '';
    const message = `The record of marketplace ${JSON.stringify(name)} ${fault}.${effect}`;
    problems.push(problem('record-invalid', message, { file: json.file, severity: isFelt ? 'error' : 'warning' }));
  }
  return loose.length > 0;
}

function openMarketplace(
  context: { port: ReadPort; memo: PackageMemo },
  at: ClaudeLocations,
  name: string,
  record: UnknownRecord,
  problems: Problem[],
): Marketplace {
  const { paths } = at;
  const source = asRecord(record['source']);
  const kind = asString(source?.['source']) ?? 'unknown';
  const path = asString(source?.['path']);
  const isInPlace = (kind === 'directory' || kind === 'file') && path !== undefined;
  const location = asString(record['installLocation']) ?? paths.join(at.pluginsRoot, 'marketplaces', name);
  const named = kind === 'file' && path !== undefined ? path : undefined;
  const root = named !== undefined ? paths.dirname(paths.dirname(named)) : isInPlace ? (path ?? location) : location;
  const isBareFile = named === undefined && context.port.stat(location).kind === 'file';
  const file = named ?? (isBareFile ? location : paths.join(root, '.claude-plugin', 'marketplace.json'));
  const read = context.memo.remember(root, `marketplace ${file}`, () => readEntries(context.port, file));
  problems.push(...read.problems);
  return {
    name,
    root,
    isInPlace,
    source: kind,
    file,
    state: read.state,
    entries: read.entries,
    renames: read.renames,
    origin: source ?? {},
    ...(read.pluginRoot === undefined ? {} : { pluginRoot: read.pluginRoot }),
  };
}

interface ReadEntries {
  state: 'ok' | 'missing' | 'invalid';
  entries: Map<string, UnknownRecord>;
  renames: Map<string, string | null>;
  pluginRoot?: string;
  problems: Problem[];
}

function readEntries(port: ReadPort, file: string): ReadEntries {
  const json = readJsonFile(port, file, 'marketplace-invalid');
  const entries = new Map<string, UnknownRecord>();
  const renames = new Map<string, string | null>();
  if (json.value === undefined) {
    const state = json.exists ? 'invalid' : 'missing';
    const message = 'The file of a configured marketplace is not there.';
    const missing = json.exists ? [] : [problem('marketplace-missing', message, { file, severity: 'warning' })];
    return { state, entries, renames, problems: [...json.problems, ...missing] };
  }
  const problems = [...json.problems];
  const faults = marketplaceFaults(json.value);
  problems.push(...faults.map((fault) => problem('marketplace-invalid', fault, { file })));
  for (const raw of asArray(json.value['plugins']) ?? []) {
    const entry = asRecord(raw);
    const name = asString(entry?.['name']);
    if (entry === undefined || name === undefined) {
      problems.push(
        problem('marketplace-invalid', 'An entry has no name; it is skipped.', { file, severity: 'warning' }),
      );
    } else entries.set(name, entry);
  }
  for (const [before, now] of Object.entries(asRecord(json.value['renames']) ?? {})) {
    renames.set(before, asString(now) ?? null);
  }
  const pluginRoot = asString(asRecord(json.value['metadata'])?.['pluginRoot']);
  return {
    state: faults.length > 0 ? 'invalid' : 'ok',
    entries,
    renames,
    problems,
    ...(pluginRoot === undefined ? {} : { pluginRoot }),
  };
}

/** What keeps a whole marketplace from loading (seen with Claude Code 2.1.330). */
function marketplaceFaults(value: UnknownRecord): string[] {
  const faults: string[] = [];
  if (asArray(value['plugins']) === undefined) faults.push('It has no list "plugins".');
  if (asString(value['name']) === undefined) faults.push('It has no name.');
  if (asString(asRecord(value['owner'])?.['name']) === undefined) faults.push('It has no owner with a name.');
  return faults;
}

/** What makes Claude Code skip one entry; hooks are judged when the plugin loads. */
export function entryFaults(entry: UnknownRecord | undefined): string[] {
  if (entry === undefined) return [];
  const { hooks: _judgedLater, ...rest } = entry;
  return [...manifestFaults(rest), ...ignoredFields(rest).map((key) => `"${key}" has a wrong shape.`)];
}

/** The folder an entry's relative `source` names inside its marketplace; undefined for every other kind of source. */
export function relativeSource(marketplace: Marketplace, entry: UnknownRecord | undefined): string | undefined {
  const source = asString(entry?.['source']);
  if (source === undefined) return undefined;
  if (source === '.' || source.startsWith('./')) return source;
  return marketplace.pluginRoot === undefined || /[:/\\]/.test(source)
    ? undefined
    : `${marketplace.pluginRoot}/${source}`;
}
