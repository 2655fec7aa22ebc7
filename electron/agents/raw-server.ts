import type { Component } from '#contract/plugin';
import { parseJsonText } from './json-text.ts';
import type { ReadPort } from './read-port.ts';
import { asArray, asRecord, asString, asStringList, type UnknownRecord } from './shapes.ts';

/**
 * The definition of a server, values included, from the file its component names: a map of servers, with or without the
 * key `mcpServers`, or the entry of `plugin` in a marketplace's file. Undefined when the file does not say the same any
 * more as when the component was read, so that never something else is started.
 */
export function rawServer(port: ReadPort, component: Component, plugin: string): UnknownRecord | undefined {
  const file = component.file;
  const outcome = file === undefined ? undefined : port.read(file);
  if (file === undefined || outcome === undefined || !outcome.ok) return undefined;
  const value = asRecord(parseJsonText(outcome.text, file, { allowComments: true }).value);
  const entries = (asArray(value?.['plugins']) ?? []).map(asRecord).filter((entry) => entry?.['name'] === plugin);
  const maps = [value?.['mcpServers'], ...entries.map((entry) => entry?.['mcpServers']), value];
  return maps
    .map((map) => asRecord(asRecord(map)?.[component.name]))
    .find((raw) => raw !== undefined && saysTheSame(raw, component));
}

function saysTheSame(raw: UnknownRecord, component: Component): boolean {
  const args = asStringList(raw['args']) ?? [];
  return (
    asString(raw['command']) === component.command &&
    args.length === (component.args ?? []).length &&
    args.every((arg, index) => arg === component.args?.[index])
  );
}

/** Entries whose values are texts. */
export function textMap(value: unknown): Record<string, string> {
  const entries = Object.entries(asRecord(value) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
