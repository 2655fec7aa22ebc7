import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { DependencyFailure } from './dependencies.ts';
import type { InstallRecords } from './install-records.ts';
import { applicableRecords, type LocatedPlugin } from './located-plugins.ts';
import type { ClaudeLocations } from './locations.ts';
import type { ClaudePackage } from './package-reader.ts';

export interface LoadInput {
  at: ClaudeLocations;
  records: InstallRecords;
  project: string | undefined;
  plugin: LocatedPlugin;
  /** Undefined when there is no folder to read. */
  package: ClaudePackage | undefined;
  rootExists: boolean;
  dependencies: readonly DependencyFailure[];
  /** The file that turns it on or off, when one does. */
  switchFile: string | undefined;
}

export interface LoadFailures {
  state: 'missing' | 'broken' | undefined;
  reason: string | undefined;
  problems: Problem[];
}

type Failure = { state: 'missing' | 'broken'; problem: Problem };

/** Why it would not load although it is on; the first one names the state. Seen with Claude Code 2.1.330 in sessions of its own. */
export function loadFailures(input: LoadInput, enabled: boolean): LoadFailures {
  const severity = enabled ? 'error' : 'warning';
  const found = [
    ...installFailures(input, enabled, severity),
    ...marketplaceFailures(input.plugin, severity).map((each): Failure => ({ state: 'broken', problem: each })),
    ...packageFailures(input, severity),
    ...input.dependencies.map(({ id, why }): Failure => {
      const message = `It depends on ${id}, which is ${why}.`;
      return {
        state: 'broken',
        problem: problem('dependency-missing', message, { severity: enabled ? 'error' : 'info' }),
      };
    }),
  ];
  const told = new Set((input.package?.problems ?? []).map((each) => each.message));
  return {
    state: found[0]?.state,
    reason: found[0]?.problem.message,
    problems: [...found.map((each) => each.problem), ...skippedEntry(input.plugin)].filter(
      (each) => !told.has(each.message),
    ),
  };
}

function installFailures(input: LoadInput, enabled: boolean, severity: Problem['severity']): Failure[] {
  const { plugin, rootExists } = input;
  const missing = (...args: Parameters<typeof problem>): Failure[] => [{ state: 'missing', problem: problem(...args) }];
  if (plugin.origin === 'builtin' || plugin.isSeeded === true) return [];
  if (plugin.origin !== 'cache') {
    return rootExists
      ? []
      : missing('recorded-not-cached', `Its folder ${plugin.root ?? ''} is not there.`, { severity });
  }
  const file = input.records.file;
  if (plugin.records.length === 0 && plugin.cached.length === 0) {
    if (!enabled) return [];
    const where = input.switchFile === undefined ? {} : { file: input.switchFile };
    return missing('enabled-not-installed', 'It is turned on, but nothing is installed under this id.', where);
  }
  if (plugin.records.length === 0) {
    const message = `A copy lies in the cache (${plugin.cached.join(', ')}), but no install record names it.`;
    return missing('cached-not-recorded', message, { file, severity });
  }
  if (input.records.isVoid) {
    return missing('record-invalid', 'Its install record does not count, because the file of records is not valid.', {
      file,
      severity,
    });
  }
  const [here] = applicableRecords(input, plugin.records);
  if (here === undefined) {
    const message = `It is installed for ${plugin.records.map((each) => each.projectPath ?? each.scope).join(', ')} only.`;
    return missing('not-recorded-here', message, {
      file,
      severity: enabled && input.project !== undefined ? 'error' : 'info',
    });
  }
  return rootExists
    ? []
    : missing('recorded-not-cached', `The install record names ${here.installPath}, which is not there.`, {
        file,
        severity,
      });
}

function packageFailures(input: LoadInput, severity: Problem['severity']): Failure[] {
  if (input.package?.isBroken !== true) return [];
  const first = input.package.problems.find((each) => each.severity === 'error');
  return first === undefined ? [] : [{ state: 'broken', problem: { ...first, severity } }];
}

/** A plugin whose marketplace does not load, or no longer lists it, is not loaded. */
function marketplaceFailures(plugin: LocatedPlugin, severity: Problem['severity']): Problem[] {
  const { marketplace, marketplaceName, origin } = plugin;
  if (origin !== 'cache' && origin !== 'in-place') return [];
  if (marketplaceName === undefined) {
    return [problem('switch-id-invalid', 'It is no plugin id: it must be name@marketplace.')];
  }
  const name = JSON.stringify(marketplaceName);
  if (marketplace === undefined || marketplace.state === 'declared') {
    return [problem('marketplace-unknown', `The marketplace ${name} is not configured.`, { severity })];
  }
  const where = { severity, ...(marketplace.file === undefined ? {} : { file: marketplace.file }) };
  if (marketplace.state === 'missing')
    return [problem('marketplace-missing', `The marketplace ${name} is not there.`, where)];
  if (marketplace.state === 'invalid')
    return [problem('marketplace-invalid', `The file of the marketplace ${name} is not valid.`, where)];
  if (plugin.entryFaults.length > 0) {
    return isFromCache(plugin) ? [] : [problem('marketplace-invalid', entryFault(plugin), where)];
  }
  if (plugin.entry !== undefined) return [];
  const renamed = marketplace.renames.get(plugin.name);
  const now =
    typeof renamed !== 'string'
      ? 'no longer lists it'
      : `renamed it to ${JSON.stringify(renamed)}, which is loaded instead`;
  return [problem('not-in-marketplace', `The marketplace ${name} ${now}.`, where)];
}

/** With a record it is loaded from the cache although its entry is passed over. */
function isFromCache({ origin, records }: LocatedPlugin): boolean {
  return origin === 'cache' && records.length > 0;
}

function entryFault({ marketplaceName, entryFaults }: LocatedPlugin): string {
  return `Its entry in the marketplace ${JSON.stringify(marketplaceName)} is not valid: ${entryFaults.join(' ')}`;
}

/** The entry is not valid, and the copy in the cache loads all the same. */
function skippedEntry(plugin: LocatedPlugin): Problem[] {
  if (plugin.entryFaults.length === 0 || !isFromCache(plugin)) return [];
  const file = plugin.marketplace?.file;
  const message = `${entryFault(plugin)} Claude Code loads the copy in its cache.`;
  return [problem('marketplace-invalid', message, { severity: 'warning', ...(file === undefined ? {} : { file }) })];
}
