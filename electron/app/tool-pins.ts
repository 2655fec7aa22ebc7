import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { type ToolPinsFile, toolPinsSchema } from '#contract/tool-pins';
import { followFile } from '#platform/followed-file';
import { isThere, makePrivateFolder, writePrivateFile } from '#platform/private-files';
import type { SeenTool, ToolPins } from '#runtime/tool-list';
import { serverFileName } from './server-file-name.ts';

export interface ToolPinsOptions {
  data: string;
  plugin: string;
  server: string;
  /** Whether tools wait for a yes at first sight too. */
  isStrict(): boolean;
  now(): Date;
  say(sentence: string): void;
}

/** A definition longer than this is kept by its hash alone. */
const LONGEST_DEFINITION = 256 * 1024;
const nothing: ReadonlyMap<string, string> = new Map();

/** Where what a server's tools were like is kept, as `gatehouse run` needs it. */
export function toolPinsFor(options: ToolPinsOptions): ToolPins {
  const { data, plugin, server, say, now } = options;
  const name = serverFileName(plugin, server);
  const accepted = join(data, 'tools', `${name}.accepted.json`);
  const seen = join(data, 'tools', `${name}.seen.json`);
  let lastSeen = '';

  const file = followFile(accepted, (text): ReadonlyMap<string, string> | undefined => {
    if (text === undefined) return undefined;
    const read = typeof text === 'string' ? parsed(text) : undefined;
    if (read === undefined) {
      say(`${accepted} cannot be read, so no tool counts as accepted. Accept them again in Gatehouse.`);
      return nothing;
    }
    return new Map(Object.entries(read.tools).map(([tool, { hash }]) => [tool, hash]));
  });

  return {
    accepted: file.read,
    saw(tools) {
      const content: ToolPinsFile = { v: 1, plugin, server, at: now().toISOString(), tools: pinned(tools) };
      const marks = JSON.stringify([...tools].map(([tool, { hash }]) => [tool, hash]));
      if (marks === lastSeen) return;
      lastSeen = marks;
      try {
        makePrivateFolder(join(data, 'tools'));
        if (!isThere(accepted)) {
          const first = options.isStrict() ? { ...content, tools: {} } : content;
          writePrivateFile(accepted, JSON.stringify(first));
        }
        writePrivateFile(seen, JSON.stringify(content));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        say(`What the tools look like could not be kept: ${error.message}`);
      }
    },
  };
}

function pinned(tools: ReadonlyMap<string, SeenTool>): ToolPinsFile['tools'] {
  return Object.fromEntries(
    [...tools].map(([tool, { hash, definition }]) => {
      const isLong = JSON.stringify(definition).length > LONGEST_DEFINITION;
      return [tool, isLong ? { hash } : { hash, definition }];
    }),
  );
}

function parsed(text: string): ToolPinsFile | undefined {
  try {
    return toolPinsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
