import { resolveInside } from '#agents/package-paths';
import type { Paths } from '#agents/paths';
import type { Platform, ReadPort } from '#agents/read-port';
import { asString, asStringList } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { manifestPath } from './manifest.ts';
import { parsePackageJson } from './package-json.ts';

export interface PackageTools {
  port: ReadPort;
  paths: Paths;
  platform: Platform;
}

/** A JSON file a manifest names; the standard one when the manifest is silent or what it says is ignored. */
export function readPart(
  tools: PackageTools,
  root: string,
  part: { field: string; declared: unknown; standard: string; manifestFile: string },
): { value: unknown; file: string; problems: Problem[] } {
  const { relative, isDeclared, problems } = partPath(part);
  const none = { value: undefined, file: part.manifestFile };
  const inside = resolveInside(tools, root, relative);
  if (!inside.ok) {
    if (inside.why === 'missing' && !isDeclared) return { ...none, problems };
    const code = inside.why === 'escapes' ? 'path-escapes' : 'component-missing';
    const what = inside.why === 'escapes' ? 'leads out of the plugin folder' : 'is not there';
    return {
      ...none,
      problems: [...problems, problem(code, `${part.field}: ${relative} ${what}.`, { file: part.manifestFile })],
    };
  }
  const outcome = tools.port.read(inside.path);
  if (!outcome.ok) {
    const why = problem('component-invalid', `${part.field} cannot be read: ${outcome.detail}`, { file: inside.path });
    return { ...none, file: inside.path, problems: [...problems, why] };
  }
  const parsed = parsePackageJson(outcome.text, inside.path, 'component-invalid');
  return { value: parsed.value, file: inside.path, problems: [...problems, ...parsed.problems] };
}

function partPath(part: { field: string; declared: unknown; standard: string; manifestFile: string }) {
  const standard = { relative: part.standard, isDeclared: false };
  const declared = asString(part.declared);
  if (part.declared === undefined || part.declared === null) return { ...standard, problems: [] };
  if (declared === undefined) {
    const message = `${part.field} has a shape Codex ignores; it looks at ${part.standard} instead.`;
    return { ...standard, problems: [problem('manifest-field-ignored', message, { file: part.manifestFile })] };
  }
  const rule = manifestPath(part.field, declared, part.manifestFile);
  return rule.ok
    ? { relative: rule.relative, isDeclared: true, problems: [] }
    : { ...standard, problems: [rule.problem] };
}

export function pathList(value: unknown): readonly string[] | undefined {
  const single = asString(value);
  return single === undefined ? asStringList(value) : [single];
}
