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

/** Accepts what the server offered last. Throws AppError `not_found` when it was never seen. */
export function acceptTools(data: string, plugin: string, server: string): void {
  const seen = readPins(data, plugin, server, 'seen');
  if (seen === undefined) throw new AppError('not_found', `No tools of "${server}" of ${plugin} were ever seen.`);
  writePrivateFile(pinsPath(data, plugin, server, 'accepted'), JSON.stringify(seen));
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
