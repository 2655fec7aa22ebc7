import { parseJsonText } from '#agents/json-text';
import { asString, type UnknownRecord } from '#agents/shapes';
import type { Component } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { readProblem } from './json-file.ts';
import { listOf } from './package-declaration.ts';
import type { PackageContext, PackageFiles } from './package-files.ts';

/** A component found by its place alone, not yet read. */
export interface Place {
  kind: 'skill' | 'command' | 'agent' | 'output-style' | 'workflow' | 'theme' | 'executable';
  name: string;
  file: string;
}

export interface PackageParts {
  places: Place[];
  /** Read in full: they are small and say what runs. */
  read: Component[];
}

export interface Reading {
  context: PackageContext;
  files: PackageFiles;
  raw: UnknownRecord;
  /** Where `raw` stands, for messages. */
  from: string;
  /** Where the marketplace entry stands, for what it adds. */
  entryFrom: string;
}

export const stem = (path: string, reading: Reading) => reading.context.paths.basename(path).replace(/\.[^.]+$/, '');

export function pathsOf(reading: Reading, value: unknown, what: string): string[] {
  return listOf(value).flatMap((each) => {
    const relative = asString(each);
    if (relative === undefined) {
      reading.files.problems.push(
        problem('manifest-field-ignored', `${what} must be a path or a list of paths.`, { file: reading.from }),
      );
      return [];
    }
    return reading.files.open(relative, what, reading.from) ?? [];
  });
}

/** A default place counts only when it is there and does not lead out. */
export function defaultPlace(reading: Reading, name: string, what: string): string | undefined {
  const first = name.split('/')[0] ?? name;
  if (!reading.files.rootNames.has(first)) return undefined;
  const { port, paths } = reading.context;
  const path = paths.join(reading.files.root, name);
  const stat = port.stat(path);
  if (stat.kind === 'missing' && !stat.isLink) return undefined;
  const isPlain = !stat.isLink && reading.files.rootNames.get(first)?.kind !== 'link';
  return isPlain ? path : reading.files.open(`./${name}`, what, path);
}

/** The content of a JSON file of the package; undefined after telling what is wrong. */
export function jsonPart(reading: Reading, file: string): unknown {
  const outcome = reading.context.port.read(file);
  if (!outcome.ok) {
    if (outcome.reason !== 'missing') reading.files.problems.push(readProblem(outcome, file));
    return undefined;
  }
  const { value, problems } = parseJsonText(outcome.text, file, { code: 'component-invalid' });
  reading.files.problems.push(...problems);
  return value;
}
