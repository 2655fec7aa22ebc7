import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { type ToolPinsFile, toolPinsSchema } from '#contract/tool-pins';
import { writePrivateFile } from '#platform/private-files';
import { unlessMissing } from '#platform/system-error';
import { serverFileName } from './server-file-name.ts';

/** What became of a server's tools since they were accepted. */
export interface ToolChanges {
  added: string[];
  changed: string[];
  gone: string[];
}

/** Undefined when the server was never seen. Throws AppError `unavailable` for files that cannot be read. */
export function toolChanges(data: string, plugin: string, server: string): ToolChanges | undefined {
  const seen = readPins(data, plugin, server, 'seen');
  if (seen === undefined) return undefined;
  const accepted = readPins(data, plugin, server, 'accepted')?.tools ?? {};
  const names = Object.keys(seen.tools).toSorted(byName);
  return {
    added: names.filter((name) => !Object.hasOwn(accepted, name)),
    changed: names.filter((name) => Object.hasOwn(accepted, name) && accepted[name]?.hash !== seen.tools[name]?.hash),
    gone: Object.keys(accepted)
      .filter((name) => !Object.hasOwn(seen.tools, name))
      .toSorted(byName),
  };
}

/** How a tool stands by what was last seen of its server; one of a server that was never seen counts as listed. */
export function seenTool(
  data: string,
  plugin: string,
  server: string,
  tool: string,
): { standing: 'listed' | 'held' | 'unlisted'; definition: Readonly<Record<string, unknown>> | undefined } {
  const seen = readPins(data, plugin, server, 'seen');
  if (seen === undefined) return { standing: 'listed', definition: undefined };
  const found = Object.hasOwn(seen.tools, tool) ? seen.tools[tool] : undefined;
  if (found === undefined) return { standing: 'unlisted', definition: undefined };
  const accepted = readPins(data, plugin, server, 'accepted')?.tools ?? {};
  const isAccepted = Object.hasOwn(accepted, tool) && accepted[tool]?.hash === found.hash;
  return { standing: isAccepted ? 'listed' : 'held', definition: found.definition };
}

/** A tool of a server that was seen. */
export interface KnownTool {
  name: string;
  hash: string;
  /** Undefined when it is very long. */
  definition: Readonly<Record<string, unknown>> | undefined;
  isHeld: boolean;
  /** What was accepted of this name; undefined when nothing was. */
  accepted: { definition: Readonly<Record<string, unknown>> | undefined } | undefined;
}

/** All that was last seen of a server; undefined when it never was. Throws AppError `unavailable`. */
export function knownTools(
  data: string,
  plugin: string,
  server: string,
): { at: string; tools: KnownTool[] } | undefined {
  const seen = readPins(data, plugin, server, 'seen');
  if (seen === undefined) return undefined;
  const accepted = readPins(data, plugin, server, 'accepted')?.tools ?? {};
  const tools = Object.entries(seen.tools).map(([name, { hash, definition }]): KnownTool => {
    const before = Object.hasOwn(accepted, name) ? accepted[name] : undefined;
    const was = before === undefined ? undefined : { definition: before.definition };
    return { name, hash, definition, isHeld: before?.hash !== hash, accepted: was };
  });
  return { at: seen.at, tools: tools.toSorted((a, b) => byName(a.name, b.name)) };
}

/**
 * Accepts single tools as they were shown; the others stay as they are. Throws AppError `conflict` when the server offers
 * one of them otherwise by now.
 */
export function acceptShown(
  data: string,
  plugin: string,
  server: string,
  shown: readonly { name: string; hash: string }[],
): void {
  const seen = readPins(data, plugin, server, 'seen');
  if (seen === undefined) throw neverSeen(plugin, server);
  const tools = { ...readPins(data, plugin, server, 'accepted')?.tools };
  for (const { name, hash } of shown) {
    const tool = Object.hasOwn(seen.tools, name) ? seen.tools[name] : undefined;
    if (tool?.hash !== hash) {
      throw new AppError('conflict', `The tool "${name}" has changed again since it was shown. Look at it once more.`);
    }
    Object.defineProperty(tools, name, { value: tool, enumerable: true, configurable: true, writable: true });
  }
  writePrivateFile(pinsPath(data, plugin, server, 'accepted'), JSON.stringify({ ...seen, tools }));
}

/** Accepts what the server offered last. Throws AppError `not_found` when it was never seen. */
export function acceptTools(data: string, plugin: string, server: string): void {
  const seen = readPins(data, plugin, server, 'seen');
  if (seen === undefined) throw neverSeen(plugin, server);
  writePrivateFile(pinsPath(data, plugin, server, 'accepted'), JSON.stringify(seen));
}

function neverSeen(plugin: string, server: string): AppError {
  return new AppError('not_found', `No tools of "${server}" of ${plugin} were ever seen.`);
}

function readPins(data: string, plugin: string, server: string, which: Which): ToolPinsFile | undefined {
  const path = pinsPath(data, plugin, server, which);
  const text = unlessMissing(() => readFileSync(path, 'utf8'));
  if (text === undefined) return undefined;
  try {
    return toolPinsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('unavailable', `${path} is not what Gatehouse writes. Move it away.`, { cause: error });
  }
}

type Which = 'accepted' | 'seen';

function pinsPath(data: string, plugin: string, server: string, which: Which): string {
  return join(data, 'tools', `${serverFileName(plugin, server)}.${which}.json`);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
