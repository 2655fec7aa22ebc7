import type { TopicChange } from './config-topics.ts';
import { isObject, sameValue } from './config-value.ts';

const MOST = 12;

/** What changes of a config file mean, one sentence each. Names in it are a stranger's. */
export function driftWords(changes: readonly TopicChange[]): string[] {
  const said = changes.flatMap(sentences);
  return said.length <= MOST ? said : [...said.slice(0, MOST), `And ${said.length - MOST} more.`];
}

/** Whether an entry that switches a plugin says on; undefined when there is none. */
export function isSwitchedOn(value: unknown): boolean | undefined {
  if (value === undefined) return undefined;
  if (isObject(value)) return value['enabled'] !== false;
  return value !== false;
}

function sentences(change: TopicChange): string[] {
  const { path, topic, before, after } = change;
  const name = path.at(-1) ?? '';
  const [first, folder] = path;
  const where = first === 'projects' && path.length > 2 ? ` in ${folder}` : '';
  switch (topic) {
    case 'plugin-switch':
      return [switchSentence(name, before, after)];
    case 'server':
      return [`The server ${name}${where} was ${deed(change)}.`];
    case 'server-choice':
      return listSentences(`${name}${where}`, before, after) ?? [`${name}${where} was ${deed(change)}.`];
    case 'hooks':
      return [`Hooks on ${name} were ${deed(change)}.`];
    case 'permissions':
      return listSentences(`permissions, ${name}`, before, after) ?? [`The permission ${name} was ${deed(change)}.`];
    case 'trust':
      return [trustSentence(change, where === '' ? name : (folder ?? ''))];
    case 'marketplace':
      return [`The marketplace ${name} was ${deed(change)}.`];
    case 'setting':
      return [`${path.join(', ')} was ${after !== undefined && before === undefined ? 'set' : deed(change)}.`];
  }
}

function switchSentence(name: string, before: unknown, after: unknown): string {
  const [was, is] = [isSwitchedOn(before), isSwitchedOn(after)];
  if (is === undefined) return `The entry of ${name} was removed; it said ${was === true ? 'on' : 'off'}.`;
  if (was === is) return `The entry of ${name} was changed; it still says ${is ? 'on' : 'off'}.`;
  return `${name} was turned ${is ? 'on' : 'off'}.`;
}

function trustSentence({ before, after }: TopicChange, folder: string): string {
  const isTrusted = (value: unknown) => value === true || (isObject(value) && value['trust_level'] === 'trusted');
  if (isTrusted(after) === isTrusted(before)) return `What is known of ${folder} was changed.`;
  return isTrusted(after) ? `${folder} is trusted now.` : `${folder} is no longer trusted.`;
}

function deed({ before, after }: TopicChange): string {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  if (!isObject(before) || !isObject(after)) return 'changed';
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return `changed (${keys.filter((key) => !sameValue(before[key], after[key])).join(', ')})`;
}

/** Undefined for what is no list. */
function listSentences(what: string, before: unknown, after: unknown): string[] | undefined {
  const lists = [before ?? [], after ?? []];
  const [old, next] = lists.map((list) => (Array.isArray(list) ? list.map(String) : undefined));
  if (old === undefined || next === undefined) return undefined;
  return [
    ...next.filter((each) => !old.includes(each)).map((each) => `${what}: ${each} was added.`),
    ...old.filter((each) => !next.includes(each)).map((each) => `${what}: ${each} was removed.`),
  ];
}
