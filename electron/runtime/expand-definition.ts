import type { ServerDefinition } from '#contract/server-definition';

export interface Expanded {
  definition: ServerDefinition;
  /** Names that stand in it and are set nowhere; they stay as they are written. */
  missing: string[];
}

/**
 * Fills in `${NAME}` and `${NAME:-default}` where the agent does: first what the agent knows itself, then the environment.
 * In names of files of a plugin both kinds of slashes stay as they are.
 */
export function expandDefinition(
  definition: ServerDefinition,
  env: Readonly<Record<string, string | undefined>>,
  project: string,
): Expanded {
  if (!definition.expands) return { definition, missing: [] };
  const missing = new Set<string>();
  const known: Record<string, string> = { CLAUDE_PROJECT_DIR: project, ...definition.variables };
  const fill = (text: string): string =>
    text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_.]*)(?::-([^}]*))?\}/g, (whole, name: string, fallback?: string) => {
      const value = Object.hasOwn(known, name) ? known[name] : env[name];
      if (value === undefined && fallback === undefined) missing.add(name);
      return value ?? fallback ?? whole;
    });
  const fillAll = (map: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([name, text]) => [name, fill(text)]));
  return {
    definition: {
      ...definition,
      ...(definition.command === undefined ? {} : { command: fill(definition.command) }),
      ...(definition.url === undefined ? {} : { url: fill(definition.url) }),
      ...(definition.cwd === undefined ? {} : { cwd: fill(definition.cwd) }),
      ...(definition.headers === undefined ? {} : { headers: fillAll(definition.headers) }),
      args: definition.args.map(fill),
      env: fillAll(definition.env),
    },
    missing: [...missing].toSorted(),
  };
}
