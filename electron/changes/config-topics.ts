import type { ConfigFile, ConfigTopic } from '#agents/agent-module';
import type { JsonValue } from '#agents/config-edit';
import { isObject, sameValue } from './config-value.ts';
import type { SpliceOperation } from './splice.ts';

/** One place of a config file that is about something. */
export interface TopicValue {
  path: readonly string[];
  topic: ConfigTopic;
  value: unknown;
}

/** A place whose value became another; undefined: it was, or is, not there. */
export interface TopicChange {
  path: readonly string[];
  topic: ConfigTopic;
  before: unknown;
  after: unknown;
}

/** Every place the topics name, as the file means it; by its path. */
export function topicValues(meaning: unknown, topics: ConfigFile['topics']): Map<string, TopicValue> {
  const found = new Map<string, TopicValue>();
  for (const { path, topic } of topics) {
    const isRest = path.length === 1 && path[0] === '*';
    for (const place of placesOf(meaning, path, [])) {
      if (isRest && topics.some((each) => each.path[0] === place.path[0])) continue;
      const key = JSON.stringify(place.path);
      if (!found.has(key)) found.set(key, { ...place, topic });
    }
  }
  return found;
}

function placesOf(
  value: unknown,
  pattern: readonly string[],
  path: readonly string[],
): { path: readonly string[]; value: unknown }[] {
  const [next, ...rest] = pattern;
  if (next === undefined) return [{ path, value }];
  if (!isObject(value)) return [];
  const names = next === '*' ? Object.keys(value) : Object.hasOwn(value, next) ? [next] : [];
  return names.flatMap((name) => placesOf(value[name], rest, [...path, name]));
}

/** In the order of the file as it is now; what went away comes last. */
export function topicChanges(
  before: ReadonlyMap<string, TopicValue>,
  after: ReadonlyMap<string, TopicValue>,
): TopicChange[] {
  const changed = [...after].flatMap(([key, { path, topic, value }]): TopicChange[] => {
    const old = before.get(key);
    return old !== undefined && sameValue(old.value, value) ? [] : [{ path, topic, before: old?.value, after: value }];
  });
  const gone = [...before].flatMap(([key, { path, topic, value }]): TopicChange[] =>
    after.has(key) ? [] : [{ path, topic, before: value, after: undefined }],
  );
  return [...changed, ...gone];
}

/** What was done to one place, as an operation that can be taken back by meaning. */
export function operationOf({ path, after }: TopicChange): SpliceOperation {
  const [parent, key] = [path.slice(0, -1), path.at(-1) ?? ''];
  const isGone = after === undefined;
  return {
    ...{ kind: 'set-keys', path: parent, unset: isGone ? [key] : [] },
    values: isGone ? {} : Object.fromEntries([[key, plain(after)]]),
  };
}

/** What a config file means is made of plain values, but for the dates of TOML. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null)) as JsonValue;
}
