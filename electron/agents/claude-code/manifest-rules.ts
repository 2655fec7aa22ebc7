import { asArray, asBoolean, asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import { readServer } from './component-servers.ts';

/** Says what is wrong with a value, or undefined. */
type Rule = (value: unknown) => string | undefined;

const must =
  (words: string, is: (value: unknown) => boolean): Rule =>
  (value) =>
    is(value) ? undefined : `must be ${words}`;

const isPath = (value: unknown) => typeof value === 'string' && (value === '.' || value.startsWith('./'));
const isOneOrMore = (is: (value: unknown) => boolean) => (value: unknown) =>
  is(value) || (asArray(value)?.every(is) ?? false);
const isRecord = (value: unknown) => asRecord(value) !== undefined;
const isText = (value: unknown) => typeof value === 'string';

/** The first thing wrong in a record whose keys are closed. */
function strict(value: unknown, required: readonly string[], optional: readonly string[]): string | undefined {
  const record = asRecord(value);
  if (record === undefined) return 'must be an object';
  const missing = required.find((key) => !isText(record[key]));
  if (missing !== undefined) return `needs a text "${missing}"`;
  const unknown = Object.keys(record).find((key) => !required.includes(key) && !optional.includes(key));
  return unknown === undefined ? undefined : `has the unknown key "${unknown}"`;
}

const each = (values: readonly (readonly [string, unknown])[], rule: Rule): string | undefined => {
  for (const [name, value] of values) {
    const fault = rule(value);
    if (fault !== undefined) return `: ${JSON.stringify(name)} ${fault}`;
  }
  return undefined;
};

const numbered = (list: readonly unknown[]) => list.map((value, at) => [String(at), value] as const);

const nameRule: Rule = (value) => {
  if (!isText(value)) return 'must be a text';
  if (value === '') return 'must not be empty';
  return /[\s\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(String(value))
    ? 'must not hold spaces or control characters'
    : undefined;
};

const commandsRule: Rule = (value) => {
  const map = asRecord(value);
  if (map === undefined) return must('paths that start with "./", or an object', isOneOrMore(isPath))(value);
  return each(Object.entries(map), (raw) => {
    const command = asRecord(raw);
    const ways = ['source', 'content'].filter((key) => command?.[key] !== undefined).length;
    return ways === 1 ? undefined : 'needs exactly one of source and content';
  });
};

const serversRule: Rule = (value) => {
  if (isText(value)) return undefined;
  const list = asArray(value);
  if (list !== undefined) return each(numbered(list), serversRule);
  const map = asRecord(value);
  if (map === undefined) return 'must be a path, a URL or an object';
  return each(Object.entries(map), (raw) => (readServer('', raw, '').isBroken ? 'is no usable server' : undefined));
};

const lspKeys = (
  'args transport env initializationOptions settings workspaceFolder startupTimeout shutdownTimeout requestTimeout restartOnCrash ' +
  'maxRestarts diagnostics extensionToLanguage'
).split(' ');

/** One language server, wherever it stands. */
export const lspRule: Rule = (value) =>
  strict(value, ['command'], lspKeys) ??
  (isRecord(asRecord(value)?.['extensionToLanguage']) ? undefined : 'needs an object "extensionToLanguage"');

const lspServersRule: Rule = (value) => {
  if (isText(value)) return undefined;
  const list = asArray(value);
  if (list !== undefined) return each(numbered(list), lspServersRule);
  const map = asRecord(value);
  return map === undefined ? 'must be a path or an object' : each(Object.entries(map), lspRule);
};

/** One monitor, wherever it stands. */
export const monitorRule: Rule = (value) => strict(value, ['name', 'command', 'description'], ['when']);

const monitorsRule: Rule = (value) => {
  const list = asArray(value);
  if (list === undefined) return isPath(value) ? undefined : 'must be a path or a list';
  return each(numbered(list), monitorRule);
};

const optionTypes = new Set<unknown>(['string', 'number', 'boolean', 'directory', 'file']);

const userConfigRule: Rule = (value) => {
  const map = asRecord(value);
  if (map === undefined) return 'must be an object';
  return each(Object.entries(map), (option) => {
    const fault = strict(
      option,
      ['type', 'title', 'description'],
      ['required', 'default', 'options', 'multiple', 'sensitive', 'min', 'max'],
    );
    return fault ?? (optionTypes.has(asRecord(option)?.['type']) ? undefined : 'has an unknown type');
  });
};

const channelsRule: Rule = (value) => {
  const list = asArray(value);
  return list === undefined
    ? 'must be a list'
    : each(numbered(list), (raw) => strict(raw, ['server'], ['displayName', 'userConfig']));
};

const isDependency = (value: unknown) => asString(asRecord(value)?.['name'] ?? value) !== undefined;

const rules: Readonly<Record<string, Rule>> = {
  version: must('a text', isText),
  types: must('a text', isText),
  settings: must('an object', isRecord),
  defaultEnabled: must('true or false', (value) => asBoolean(value) !== undefined),
  dependencies: must('a list of names', (value) => asArray(value)?.every(isDependency) ?? false),
  skills: must('paths that start with "./"', isOneOrMore(isPath)),
  outputStyles: must('paths that start with "./"', isOneOrMore(isPath)),
  agents: must(
    'paths of .md files that start with "./"',
    isOneOrMore((value) => isPath(value) && String(value).endsWith('.md')),
  ),
  commands: commandsRule,
  hooks: must(
    'a path, an object or a list of both',
    isOneOrMore((value) => isText(value) || isRecord(value)),
  ),
  mcpServers: serversRule,
  lspServers: lspServersRule,
  userConfig: userConfigRule,
  channels: channelsRule,
};

/** What Claude Code refuses a manifest for, as sentences; empty when it loads. Every rule was seen with 2.1.330. */
export function manifestFaults(raw: UnknownRecord): string[] {
  const faults = Object.entries({ name: nameRule, ...rules }).flatMap(([key, rule]) => {
    if (key !== 'name' && raw[key] === undefined) return [];
    const fault = rule(raw[key]);
    return fault === undefined ? [] : [`"${key}" ${fault}.`.replace('" :', '":')];
  });
  const monitors = asRecord(raw['experimental'])?.['monitors'];
  const fault = monitors === undefined ? undefined : monitorsRule(monitors);
  return fault === undefined ? faults : [...faults, `"experimental.monitors" ${fault}.`.replace('" :', '":')];
}

const isUrl = (value: unknown) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(asString(value) ?? '');

/** Fields that are only shown. Earlier versions of Claude Code refused the plugin for them (anthropics/claude-code#65263). */
const shown: Readonly<Record<string, (value: unknown) => boolean>> = {
  $schema: isText,
  displayName: isText,
  description: isText,
  license: isText,
  repository: isText,
  homepage: isUrl,
  author: (value) => asString(asRecord(value)?.['name']) !== undefined,
  keywords: (value) => asStringList(value) !== undefined,
};

/** Keys with a shape Claude Code ignores. */
export function ignoredFields(raw: UnknownRecord): string[] {
  return Object.entries(shown).flatMap(([key, is]) => (raw[key] === undefined || is(raw[key]) ? [] : [key]));
}
