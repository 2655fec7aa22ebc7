import { isObject, type JsonObject } from './json-rpc.ts';

/** Canonical form and hash of a whole tool definition; handed in, because hashing takes a module of Node's. */
export type DefinitionHash = (definition: JsonObject) => string;

export interface SeenTool {
  hash: string;
  definition: JsonObject;
}

/** Definitions that were accepted before: at first sight, or by the user since. */
export interface ToolPins {
  /** Hash by tool; undefined when this server was never seen. */
  accepted(): ReadonlyMap<string, string> | undefined;
  /** Called with each whole list. At first sight it is accepted, unless the policy is strict. */
  saw(tools: ReadonlyMap<string, SeenTool>): void;
}

export type ToolStanding = 'listed' | 'held' | 'unlisted';

/** What a server offers, page by page, held against what was accepted. */
export interface ToolList {
  /** False until a whole list came, and again after the server said that it changed. */
  isKnown(): boolean;
  standing(tool: string): ToolStanding;
  definition(tool: string): JsonObject | undefined;
  /**
   * Takes a page in. `asker` keeps apart lists that are asked for at the same time; without a cursor a page is the first.
   * Gives the names of those that must not be shown to the agent.
   */
  takePage(result: JsonObject, asker: Asker, isFirst: boolean): ReadonlySet<string>;
  hasChanged(): void;
}

export type Asker = 'agent' | 'gatehouse';

/** More than any server has; what is beyond is not listed, and so denied. */
const MOST_TOOLS = 10_000;

export function createToolList(hash: DefinitionHash, pins: ToolPins): ToolList {
  let tools = new Map<string, SeenTool>();
  const pages: Record<Asker, Map<string, SeenTool>> = { agent: new Map(), gatehouse: new Map() };
  let isKnown = false;

  const isHeld = (name: string, seen: SeenTool): boolean => {
    const accepted = pins.accepted();
    return accepted !== undefined && accepted.get(name) !== seen.hash;
  };
  // A tool on a page the agent has seen may be called before the last page came.
  const find = (name: string): SeenTool | undefined => pages.agent.get(name) ?? tools.get(name);

  return {
    isKnown: () => isKnown,
    standing(tool) {
      const seen = find(tool);
      if (seen === undefined) return 'unlisted';
      return isHeld(tool, seen) ? 'held' : 'listed';
    },
    definition: (tool) => find(tool)?.definition,
    takePage(result, asker, isFirst) {
      const coming = isFirst ? new Map<string, SeenTool>() : pages[asker];
      pages[asker] = coming;
      const page = (Array.isArray(result['tools']) ? result['tools'] : []).filter(isObject);
      for (const definition of page) {
        const { name } = definition;
        if (typeof name !== 'string' || coming.size >= MOST_TOOLS) continue;
        const seen = { hash: hash(definition), definition };
        // Of two tools with one name the agent may take either: then neither is what was accepted.
        const twin = coming.get(name);
        coming.set(name, twin === undefined || twin.hash === seen.hash ? seen : { ...seen, hash: `${twin.hash}+` });
      }
      const isLast = typeof result['nextCursor'] !== 'string' || result['nextCursor'] === '';
      if (isLast) {
        pins.saw(coming);
        tools = coming;
        pages[asker] = new Map();
        isKnown = true;
      }
      const held = page.flatMap(({ name }) => {
        const seen = typeof name === 'string' ? coming.get(name) : undefined;
        return typeof name === 'string' && (seen === undefined || isHeld(name, seen)) ? [name] : [];
      });
      return new Set(held);
    },
    hasChanged() {
      isKnown = false;
    },
  };
}
