import { isSecretName, variableForHeader } from '#agents/secret-values';
import type { ServerDefinition } from '#contract/server-definition';

/** What a guard keeps of a definition: never a value that could be secret. */
export interface KeptDefinition {
  definition: ServerDefinition;
  /** Values that stand in the agent's file and nowhere else: to be stored under these names first. */
  toStore: { what: string; variable: string; scheme?: string }[];
}

type VariableHeaders = NonNullable<ServerDefinition['variableHeaders']>;

/**
 * `stored`: names of secrets the keychain has for the plugin. `moving`: headers whose whole values are on their way there.
 */
export function keptDefinition(
  definition: ServerDefinition,
  stored: readonly string[],
  moving: readonly string[] = [],
): KeptDefinition {
  const toStore: KeptDefinition['toStore'] = [];
  // Values of an environment stay where they are: the agent hands them on by these names.
  const passEnv = [...new Set([...definition.passEnv, ...Object.keys(definition.env)])];
  const kept: ServerDefinition = { ...definition, env: {}, passEnv };
  if (definition.url === undefined) return { definition: kept, toStore };

  const headers: Record<string, string> = {};
  const variableHeaders: VariableHeaders = { ...definition.variableHeaders };
  for (const [name, value] of Object.entries(definition.headers ?? {})) {
    const isMoving = moving.includes(name);
    if (isReference(value, definition.expands) || (!isMoving && isHarmless(name, value))) headers[name] = value;
    else {
      const scheme = /^(Bearer|Basic|Token|ApiKey) +\S/i.exec(value)?.[1];
      const reference = { variable: variableForHeader(name), ...(scheme === undefined ? {} : { scheme }) };
      variableHeaders[name] = reference;
      if (!isMoving) toStore.push({ what: `the header ${name}`, ...reference });
    }
  }
  const url = definition.url.replaceAll(/([?&])([^=&#]+)=([^&#]+)/g, (whole, mark: string, name: string, value) => {
    if (!isSecretName(name) || isReference(String(value), definition.expands)) return whole;
    const variable = variableForHeader(name);
    toStore.push({ what: `"${name}" in its address`, variable });
    return `${mark}${name}=\${${variable}}`;
  });
  return {
    definition: {
      ...{ ...kept, url, headers },
      ...(Object.keys(variableHeaders).length === 0 ? {} : { variableHeaders }),
      ...(url === definition.url ? {} : { expands: true }),
    },
    toStore: toStore.filter(({ variable }) => !stored.includes(variable)),
  };
}

/** Names of the agent's environment a definition needs, whatever it needs them for. */
export function variablesOf({ passEnv, variableHeaders = {} }: ServerDefinition): string[] {
  return [...new Set([...passEnv, ...Object.values(variableHeaders).map(({ variable }) => variable)])];
}

/** Nothing but a variable, and the word that stands before a token; a default could be the secret itself. */
function isReference(value: string, expands: boolean): boolean {
  return expands && /^(?:[A-Za-z]+ +)?\$\{[A-Za-z_][A-Za-z0-9_.]*\}$/.test(value.trim());
}

/** Words and small numbers under a name that does not sound secret, such as `X-Readonly: true`. */
function isHarmless(name: string, value: string): boolean {
  return !isSecretName(name) && /^(?:\d{1,6}|[A-Za-z][A-Za-z ,;._/*-]{0,60})$/.test(value);
}
