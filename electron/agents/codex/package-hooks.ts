import { asArray, asRecord, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type HookHandler, hookFileEvents, hookHandlers } from './hook-definitions.ts';
import { manifestPath } from './manifest.ts';
import { type PackageTools, pathList, readPart } from './package-part.ts';

/** The hooks of one file of a package. */
export interface PackageHooks {
  file: string;
  handlers: HookHandler[];
}

/** Hooks of a package: in the manifest, in the files it names, or in hooks/hooks.json. `id` begins every key. */
export function readHooks(
  tools: PackageTools,
  root: string,
  id: string,
  value: UnknownRecord,
  manifestFile: string,
): { hooks: PackageHooks[]; problems: Problem[] } {
  const hooks: PackageHooks[] = [];
  const problems: Problem[] = [];
  const take = (table: UnknownRecord, source: string, file: string) => {
    const found = hookHandlers(table, source, file, tools.platform);
    problems.push(...found.problems);
    hooks.push({ file, handlers: found.handlers });
  };
  const inline = inlineHooks(value.hooks);
  if (inline !== undefined) {
    for (const [at, table] of inline.entries())
      take(asRecord(table.hooks) ?? {}, `${id}:plugin.json#hooks[${at}]`, manifestFile);
    return { hooks, problems };
  }
  const declared = pathList(value.hooks);
  if (value.hooks !== undefined && declared === undefined) {
    problems.push(
      problem('manifest-field-ignored', 'hooks has a shape Codex ignores; it looks at hooks/hooks.json instead.', {
        file: manifestFile,
      }),
    );
  }
  const usable = (declared ?? []).filter((each) => {
    const rule = manifestPath('hooks', each, manifestFile);
    if (!rule.ok) problems.push(rule.problem);
    return rule.ok;
  });
  for (const relative of usable.length === 0 ? ['./hooks/hooks.json'] : usable) {
    const part = readPart(tools, root, {
      field: 'hooks',
      declared: usable.length === 0 ? undefined : relative,
      standard: relative,
      manifestFile,
    });
    problems.push(...part.problems);
    if (part.value === undefined) continue;
    const file = hookFileEvents(part.value, part.file);
    problems.push(...file.problems);
    take(file.events, `${id}:${relative.replace(/^\.\//, '')}`, part.file);
  }
  return { hooks, problems };
}

/** Hooks in the manifest itself: `{hooks: {Event: …}}`, or a list of such; anything else is no inline hook. */
function inlineHooks(value: unknown): UnknownRecord[] | undefined {
  const list = (asArray(value) ?? [value]).map((each) => asRecord(each));
  const tables = list.filter(
    (each) => each !== undefined && Object.keys(each).every((key) => key === 'hooks' || key === 'description'),
  );
  return list.length > 0 && tables.length === list.length ? tables.filter((each) => each !== undefined) : undefined;
}
