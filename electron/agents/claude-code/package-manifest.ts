import { asArray, asBoolean, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { optional } from './install-records.ts';
import { ignoredFields } from './manifest-rules.ts';

export interface PackageManifest {
  name?: string;
  displayName?: string;
  version?: string;
  description?: string;
  author?: string;
  homepage?: string;
  repository?: string;
  license?: string;
  defaultEnabled?: boolean;
  /** Names of plugins it cannot load without, with or without `@marketplace`. */
  dependencies?: string[];
}

const knownKeys = new Set(
  (
    '$schema name displayName version description author homepage repository license keywords metadata icon ' +
    'documentationUrl supportUrl privacyPolicyUrl termsOfServiceUrl defaultEnabled dependencies settings userConfig ' +
    'channels types commands agents skills hooks mcpServers lspServers outputStyles workflows themes monitors ' +
    'experimental interface id'
  ).split(' '),
);

/** Keys Claude Code strips, as one note. */
export function unknownKeyNote(raw: UnknownRecord, file: string): Problem[] {
  const unknown = Object.keys(raw).filter((key) => !knownKeys.has(key));
  return unknown.length === 0
    ? []
    : [problem('manifest-unknown-key', `Keys that are ignored: ${unknown.join(', ')}.`, { file })];
}

/** Display fields of a shape that earlier versions refused the whole plugin for. */
export function ignoredFieldNotes(raw: UnknownRecord, file: string): Problem[] {
  return ignoredFields(raw).map((key) =>
    problem(
      'manifest-field-ignored',
      `"${key}" has a wrong shape and is ignored; earlier versions of Claude Code refused the plugin for it.`,
      { file },
    ),
  );
}

/** What is shown of a manifest, whatever shape it has. */
export function shownFields(raw: UnknownRecord): PackageManifest {
  const text = (key: string) => optional(key, asString(raw[key]));
  const author = asString(raw['author']) ?? asString(asRecord(raw['author'])?.['name']);
  const repository = asString(raw['repository']) ?? asString(asRecord(raw['repository'])?.['url']);
  return {
    ...text('name'),
    ...text('displayName'),
    ...text('version'),
    ...text('description'),
    ...text('homepage'),
    ...text('license'),
    ...optional('author', author),
    ...optional('repository', repository),
    ...optional('defaultEnabled', asBoolean(raw['defaultEnabled'])),
    ...optional('dependencies', dependenciesOf(raw['dependencies'])),
  };
}

function dependenciesOf(value: unknown): string[] | undefined {
  return asArray(value)?.flatMap((each) => {
    const record = asRecord(each);
    const name = asString(record?.['name'] ?? each);
    const marketplace = asString(record?.['marketplace']);
    if (name === undefined) return [];
    return marketplace === undefined ? name : `${name}@${marketplace}`;
  });
}
