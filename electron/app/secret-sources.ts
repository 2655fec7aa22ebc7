import type { PlainSecret, Secret, SecretSource } from '#contract/secrets';
import type { ServerDefinition } from '#contract/server-definition';
import { variablesOf as variablesHandedOn } from './kept-definition.ts';

interface Known {
  /** `original`: without Gatehouse; `current`: as its agent starts it now. */
  definitions: readonly { original: ServerDefinition; current: ServerDefinition }[];
  plain: readonly PlainSecret[];
  kept: readonly Secret[];
  env: Readonly<Record<string, string | undefined>>;
}

/** What the agent or Gatehouse fills in itself. */
const filledIn =
  /^(?:CLAUDE_PLUGIN_ROOT|CLAUDE_PLUGIN_DATA|CLAUDE_PROJECT_DIR|PLUGIN_ROOT|PLUGIN_DATA|user_config\..*)$/;

/** One row per server and variable it names, and one per secret that no server names; in the order they are written. */
export function secretSources({ definitions, plain, kept, env }: Known): SecretSource[] {
  const named = definitions.flatMap(({ original, current }) => {
    const { server } = original;
    const ofServer = plain.filter((each) => each.server === server);
    const names = new Set([
      ...variablesOf(original),
      ...variablesOf(current),
      ...ofServer.map((each) => each.variable),
    ]);
    return [...names].map((variable): SecretSource => {
      const secret = kept.find((each) => each.variable === variable);
      const found = ofServer.find((each) => each.variable === variable);
      const written = current.env[variable];
      return {
        ...{ server, variable },
        ...(secret === undefined ? {} : { secret }),
        ...(found === undefined ? {} : { plain: found }),
        isInFile: found === undefined && written !== undefined && references(written).length === 0,
        isPassed: variablesHandedOn(original).includes(variable) || isReferred(original, variable),
        isSetHere: (env[variable] ?? '') !== '',
      };
    });
  });
  const others = kept.filter((each) => !named.some(({ variable }) => variable === each.variable));
  return [
    ...named,
    ...others.map((secret) => ({
      ...{ variable: secret.variable, secret, isInFile: false, isPassed: false },
      isSetHere: (env[secret.variable] ?? '') !== '',
    })),
  ];
}

function variablesOf(definition: ServerDefinition): string[] {
  const own = Object.entries(definition.env).flatMap(([name, value]) => {
    const referred = references(value);
    // `TOKEN=${TOKEN}` is one variable; `TOKEN=${OTHER}` depends on the other.
    return referred.length === 0 ? [name] : referred;
  });
  return [...own, ...variablesHandedOn(definition), ...texts(definition).flatMap(references)].filter(
    (name) => !filledIn.test(name),
  );
}

function isReferred(definition: ServerDefinition, variable: string): boolean {
  const all = [...Object.values(definition.env), ...texts(definition)];
  return definition.expands && all.some((text) => references(text).includes(variable));
}

function texts({ args, url = '', headers = {}, expands }: ServerDefinition): string[] {
  return expands ? [...args, url, ...Object.values(headers)] : [];
}

function references(text: string): string[] {
  return [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_.]*)(?::-[^}]*)?\}/g)].map(([, name = '']) => name);
}
