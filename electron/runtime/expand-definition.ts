import type { ServerDefinition } from '#contract/server-definition';

export interface Expanded {
  definition: ServerDefinition;
  /** Names that stand in it and are set nowhere; they stay as they are written. */
  missing: string[];
  /** Names of secrets that stand in its command line, which every program of this user could read. */
  exposed: string[];
}

/**
 * Fills in `${NAME}` and `${NAME:-default}` where the agent does: first what the agent knows itself, then the environment.
 * Secrets come before both, and are never put into a command line.
 */
export function expandDefinition(
  definition: ServerDefinition,
  env: Readonly<Record<string, string | undefined>>,
  secrets: Readonly<Record<string, string>>,
  project: string,
): Expanded {
  if (!definition.expands) return { definition, missing: [], exposed: [] };
  const missing = new Set<string>();
  const exposed = new Set<string>();
  const known: Record<string, string> = { CLAUDE_PROJECT_DIR: project, ...definition.variables };
  const filled = (text: string, isArgument: boolean): string =>
    text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_.]*)(?::-([^}]*))?\}/g, (whole, name: string, fallback?: string) => {
      if (Object.hasOwn(secrets, name)) {
        if (!isArgument) return secrets[name] ?? whole;
        exposed.add(name);
        return whole;
      }
      const value = Object.hasOwn(known, name) ? known[name] : env[name];
      if (value === undefined && fallback === undefined) missing.add(name);
      return value ?? fallback ?? whole;
    });
  const fill = (text: string): string => filled(text, true);
  const fillAll = (map: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([name, text]) => [name, filled(text, false)]));
  return {
    definition: {
      ...definition,
      ...(definition.command === undefined ? {} : { command: fill(definition.command) }),
      ...(definition.url === undefined ? {} : { url: filled(definition.url, false) }),
      ...(definition.cwd === undefined ? {} : { cwd: fill(definition.cwd) }),
      ...(definition.headers === undefined ? {} : { headers: fillAll(definition.headers) }),
      args: definition.args.map(fill),
      env: fillAll(definition.env),
    },
    missing: [...missing].toSorted(),
    exposed: [...exposed].toSorted(),
  };
}
