import { asRecord, type UnknownRecord } from '#agents/shapes';
import { type Component, type ComponentKind, nothingProvided, type Problem, type Provides } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { skillComponent } from './component-skills.ts';
import { readJsonFile } from './json-file.ts';
import { manifestFaults } from './manifest-rules.ts';
import { joinDeclarations } from './package-declaration.ts';
import { openPackage, type PackageContext } from './package-files.ts';
import { ignoredFieldNotes, type PackageManifest, shownFields, unknownKeyNote } from './package-manifest.ts';
import { readParts } from './package-parts.ts';
import type { PackageParts, Place } from './package-reading.ts';

export interface PackageAround {
  /** Its marketplace entry, which is the manifest when there is no plugin.json. */
  entry?: UnknownRecord;
  /** The marketplace file the entry stands in. */
  entryFile?: string;
  /** A folder around the package that links of it may lead into. */
  outer?: string;
}

export interface ClaudePackage {
  manifest: PackageManifest;
  /** `<root>/.claude-plugin/plugin.json`, there or not. */
  manifestFile: string;
  hasManifest: boolean;
  provides: Provides;
  serverNames: string[];
  problems: Problem[];
  /** Claude Code refuses to load it. */
  isBroken: boolean;
  parts: PackageParts;
}

/**
 * One package without the bodies of its skills. Remembered until the folder changes.
 */
export function readClaudePackage(context: PackageContext, root: string, around: PackageAround = {}): ClaudePackage {
  const { entry } = around;
  const key = entry === undefined ? 'package' : `package ${JSON.stringify(entry)}`;
  return context.memo.remember(root, key, () => readPackage(context, root, around));
}

function readPackage(context: PackageContext, root: string, { entry, entryFile, outer }: PackageAround): ClaudePackage {
  const files = openPackage(context, root, outer);
  const manifestFile = context.paths.join(root, '.claude-plugin', 'plugin.json');
  const json = files.rootNames.has('.claude-plugin')
    ? readJsonFile(context.port, manifestFile, 'manifest-invalid')
    : { file: manifestFile, exists: false, value: undefined, problems: [] };
  const faults = json.value === undefined ? [] : manifestFaults(json.value);
  const { raw, isConflict } = joinDeclarations(json.value, entry);
  const entryFrom = entryFile ?? root;
  const from = json.exists ? manifestFile : entryFrom;
  const parts = readParts({ context, files, raw, from, entryFrom });
  const problems = [
    ...json.problems,
    ...faults.map((fault) => problem('manifest-invalid', fault, { file: manifestFile })),
    ...(isConflict
      ? [
          problem('manifests-conflict', 'The marketplace entry says strict: false, yet both define components.', {
            file: manifestFile,
          }),
        ]
      : []),
    ...(json.value === undefined
      ? []
      : [...ignoredFieldNotes(json.value, manifestFile), ...unknownKeyNote(json.value, manifestFile)]),
    ...files.problems,
  ];
  return {
    // Display fields: the entry wins; version: the manifest wins.
    manifest: { ...shownFields(entry ?? {}), ...shownFields(json.value ?? {}), ...shownDisplay(entry) },
    manifestFile,
    hasManifest: json.exists,
    provides: count(parts),
    serverNames: parts.read.filter((each) => each.kind === 'mcp-server').map((each) => each.name),
    problems: dedupe(problems),
    isBroken: faults.length > 0 || isConflict || (json.exists && json.value === undefined),
    parts,
  };
}

function shownDisplay(entry: UnknownRecord | undefined): PackageManifest {
  const { displayName, description, defaultEnabled } = shownFields(asRecord(entry) ?? {});
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    ...(defaultEnabled === undefined ? {} : { defaultEnabled }),
  };
}

const counters: Partial<Record<ComponentKind, keyof Provides>> = {
  skill: 'skills',
  command: 'commands',
  agent: 'agents',
  hook: 'hooks',
  'mcp-server': 'mcpServers',
  'lsp-server': 'lspServers',
  monitor: 'monitors',
  module: 'modules',
  app: 'apps',
  executable: 'executables',
  'output-style': 'outputStyles',
  workflow: 'workflows',
  theme: 'themes',
};

/** How many of each kind. */
export function countKinds(kinds: readonly ComponentKind[]): Provides {
  const provides = { ...nothingProvided };
  for (const kind of kinds) {
    const key = counters[kind];
    if (key !== undefined) provides[key] += 1;
  }
  return provides;
}

function count(parts: PackageParts): Provides {
  return countKinds([...parts.places, ...parts.read].map((each) => each.kind));
}

/** Several default places may stumble over the same link. */
function dedupe(problems: readonly Problem[]): Problem[] {
  const seen = new Map(problems.map((each) => [`${each.code} ${each.file} ${each.message}`, each]));
  return [...seen.values()];
}

/** Every component with what it runs, the bodies of skills and commands read. */
export function describeClaudePackage(context: PackageContext, root: string, around: PackageAround = {}): Component[] {
  const { parts } = readClaudePackage(context, root, around);
  return [...parts.read, ...parts.places.map((place) => describePlace(context, place))];
}

function describePlace(context: PackageContext, { kind, name, file }: Place): Component {
  if (kind === 'skill' || kind === 'command' || kind === 'agent') return skillComponent(context, file, kind, name);
  return { kind, name, file };
}
