import type { AgentModule } from '#agents/agent-module';
import type { ReadPort } from '#agents/read-port';
import type { SecretHolder } from '#agents/secret-values';
import { meaningOf } from '#changes/config-text';
import { valueAt } from '#changes/config-value';
import { locate } from '#changes/locate-value';
import type { PlainSecret, SecretSource } from '#contract/secrets';
import type { ServerDefinition } from '#contract/server-definition';
import { type PlainSecretRule, plainSecretRule } from '#history/plain-secret-rule';
import type { Inventory } from '#inventory/inventory';
import { hashOf } from '#platform/file-state';
import type { Secrets } from '#secrets/secrets';
import { adviceFor } from './secret-advice.ts';
import { type FoundSecret, secretsInEntry, secretsInVariables } from './secret-places.ts';
import { secretSources } from './secret-sources.ts';

/** The state file of an agent can be large. */
const LARGEST = 64 * 1024 * 1024;

/** A finding with its value, and the hash of the file it was read from. Never leaves the main side. */
export interface ValuedSecret {
  finding: PlainSecret;
  value: string;
  fileHash: string;
}

/** Secrets that stand as plain text in files of agents. */
export interface PlainSecrets {
  /** Read anew at each question; without values. */
  list(project: string | null): Promise<PlainSecret[]>;
  /** Where each variable of a plugin's servers comes from. Throws AppError `not_found`. */
  sources(id: string, project: string | null): Promise<SecretSource[]>;
  /** One variable of one server with its value; undefined when it does not stand there as plain text. */
  find(name: { plugin: string; server: string; variable: string }, project: string | null): ValuedSecret | undefined;
}

export interface PlainSecretsOptions {
  modules: readonly AgentModule[];
  inventory: Inventory;
  port: ReadPort;
  secrets: Pick<Secrets, 'list'>;
  /** Of this process. */
  env: Readonly<Record<string, string | undefined>>;
  /** How a server would be started without Gatehouse. */
  definition(id: string, server: string, project: string | null): Promise<ServerDefinition>;
}

export function createPlainSecrets(options: PlainSecretsOptions): PlainSecrets {
  const { modules, inventory, port, secrets } = options;
  let rule: PlainSecretRule | undefined;

  const all = (project: string | null): ValuedSecret[] => {
    rule ??= plainSecretRule();
    const isSecret = rule;
    const files = fileReader(port);
    const seen = new Set<string>();
    return modules.flatMap((module) =>
      module.secretHolders(inventory.context(project)).flatMap((holder) => {
        const place = JSON.stringify([holder.file, holder.path]);
        const file = seen.has(place) ? undefined : files(holder);
        seen.add(place);
        if (file === undefined) return [];
        const table = valueAt(file.meaning, holder.path);
        const found =
          holder.server === undefined ? secretsInVariables(table, isSecret) : secretsInEntry(table, isSecret);
        return found.map((each) => ({
          finding: findingOf(module, holder, each, file.text),
          value: each.value,
          fileHash: file.hash,
        }));
      }),
    );
  };

  return {
    list: async (project) => all(project).map(({ finding }) => finding),
    async sources(id, project) {
      const plugin = await inventory.describe(id, project);
      const servers = (plugin.components ?? []).filter(({ kind }) => kind === 'mcp-server').map(({ name }) => name);
      const definitions = await Promise.all(
        servers.map(async (server) => ({
          original: await options.definition(id, server, project),
          current: await inventory.serverDefinition(id, server, project),
        })),
      );
      const plain = all(project).flatMap(({ finding }) => (finding.plugin === id ? [finding] : []));
      const kept = secrets.list().filter((each) => each.plugin === id);
      return secretSources({ definitions, plain, kept, env: options.env });
    },
    find({ plugin, server, variable }, project) {
      return all(project).find(
        ({ finding }) => finding.plugin === plugin && finding.server === server && finding.variable === variable,
      );
    },
  };
}

interface ReadFile {
  text: string;
  meaning: unknown;
  hash: string;
}

/** Many holders share a file. */
function fileReader(port: ReadPort): (holder: SecretHolder) => ReadFile | undefined {
  const read = new Map<string, ReadFile | undefined>();
  return ({ file, format }) => {
    if (!read.has(file)) {
      const outcome = port.read(file, LARGEST);
      const text = outcome.ok ? outcome.text : undefined;
      read.set(
        file,
        text === undefined ? undefined : { text, meaning: meaningOf(format, text), hash: hashOf(Buffer.from(text)) },
      );
    }
    return read.get(file);
  };
}

function findingOf(module: AgentModule, holder: SecretHolder, found: FoundSecret, text: string): PlainSecret {
  const { file, format, path, server, project } = holder;
  const line = locate(text, format, [...path, ...found.path])?.line;
  const advice = adviceFor(holder, found);
  return {
    agent: module.id,
    ...(server === undefined ? {} : { plugin: server.plugin, server: server.name }),
    ...{ variable: found.name, part: found.part, file, project, rule: found.rule },
    ...(line === undefined ? {} : { line }),
    ...(advice === undefined ? { canMove: true } : { canMove: false, advice }),
  };
}
