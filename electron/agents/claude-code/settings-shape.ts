import { asArray, asRecord, asStringList, type UnknownRecord } from '#agents/shapes';

type Shape = (value: unknown) => boolean;

const isText: Shape = (value) => typeof value === 'string';
const isSwitch: Shape = (value) => typeof value === 'boolean';
const isObject: Shape = (value) => asRecord(value) !== undefined;
const valuesAre =
  (shape: Shape): Shape =>
  (value) => {
    const record = asRecord(value);
    return record !== undefined && Object.values(record).every(shape);
  };
/** A list of something else is refused; anything but a list is only ignored. */
const listHoldsTexts: Shape = (value) => asArray(value) === undefined || asStringList(value) !== undefined;

const overrides = new Set<unknown>(['on', 'name-only', 'user-invocable-only', 'off']);

const modes = new Set<unknown>(['default', 'acceptEdits', 'plan', 'bypassPermissions', 'dontAsk', 'auto']);
const isDisable: Shape = (value) => value === 'disable';

/** What the keys of `permissions` hold; a wrong one voids the file as much as a wrong `permissions`. */
const permissionShapes: Readonly<Record<string, Shape>> = {
  allow: (value) => asArray(value) !== undefined,
  ask: (value) => asArray(value) !== undefined,
  deny: (value) => asArray(value) !== undefined,
  defaultMode: (value) => modes.has(value),
  additionalDirectories: (value) => asStringList(value) !== undefined,
  disableBypassPermissionsMode: isDisable,
  disableAutoMode: isDisable,
};

function isPermissions(value: unknown): boolean {
  const record = asRecord(value);
  if (record === undefined) return false;
  return Object.entries(permissionShapes).every(([key, is]) => record[key] === undefined || is(record[key]));
}

const shapes: Readonly<Record<string, { is: Shape; words: string }>> = {
  enabledPlugins: {
    is: valuesAre((value) => typeof value === 'boolean' || asStringList(value) !== undefined),
    words: 'an object whose values are true, false or lists of versions',
  },
  permissions: { is: isPermissions, words: 'an object with lists of rules and modes Claude Code knows' },
  skillOverrides: {
    is: valuesAre((value) => overrides.has(value)),
    words: 'an object whose values are on, name-only, user-invocable-only or off',
  },
  pluginConfigs: { is: valuesAre(isObject), words: 'an object of objects' },
  env: { is: isObject, words: 'an object' },
  statusLine: { is: isObject, words: 'an object' },
  sandbox: { is: isObject, words: 'an object' },
  apiKeyHelper: { is: isText, words: 'a text' },
  language: { is: isText, words: 'a text' },
  model: { is: isText, words: 'a text' },
  outputStyle: { is: isText, words: 'a text' },
  $schema: { is: isText, words: 'a text' },
  alwaysThinkingEnabled: { is: isSwitch, words: 'true or false' },
  disableAllHooks: { is: isSwitch, words: 'true or false' },
  enableAllProjectMcpServers: { is: isSwitch, words: 'true or false' },
  includeCoAuthoredBy: { is: isSwitch, words: 'true or false' },
  cleanupPeriodDays: { is: (value) => typeof value === 'number', words: 'a number' },
  enabledMcpjsonServers: { is: listHoldsTexts, words: 'a list of texts' },
  disabledMcpjsonServers: { is: listHoldsTexts, words: 'a list of texts' },
  strictKnownMarketplaces: { is: (value) => asArray(value) !== undefined, words: 'a list' },
};

/**
 * The keys whose value makes Claude Code ignore the whole file, with what they should hold. One wrong value is
 * enough: every switch in the file is then void (seen with Claude Code 2.1.330, key by key). Keys it only skips,
 * such as `hooks` or `extraKnownMarketplaces`, are not among them.
 */
export function voidingKeys(value: UnknownRecord): { key: string; message: string }[] {
  return Object.entries(shapes).flatMap(([key, { is, words }]) => {
    if (!Object.hasOwn(value, key) || is(value[key])) return [];
    return [{ key, message: `"${key}" must be ${words}; because it is not, Claude Code ignores the whole file.` }];
  });
}
