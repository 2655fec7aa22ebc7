import type { GuardedEntry, ScanContext, SwitchDecision } from '#agents/agent-module';
import { asRecord } from '#agents/shapes';
import type { Plugin } from '#contract/plugin';
import { standaloneServers } from './server-rows.ts';
import { surveyCodex } from './survey.ts';
import { layerName } from './switch-layers.ts';
import { refuse } from './switch-options.ts';
import { valueAt } from './tables.ts';

/** Codex hands on neither of these, and the keychain cannot be asked without them. */
const forKeychain = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'];

/** Keys Codex takes for an error beside a command (openai/codex: codex-rs/config/src/mcp_types.rs). */
const ofRemote = [
  ...['url', 'bearer_token_env_var', 'http_headers', 'env_http_headers', 'http_headers_helper'],
  ...['auth', 'oauth', 'oauth_resource'],
];

/**
 * The edit that has Codex start something else in a server's place. For a plugin's server that is a server of the same name
 * in the user's configuration, which Codex takes instead of the plugin's, under the same tool names.
 */
export function decideGuard(context: ScanContext, plugin: Plugin, entry: GuardedEntry): SwitchDecision {
  const survey = surveyCodex(context);
  if (survey.fatal !== undefined) return refuse('broken-file', survey.fatal.message);
  const { command, server, variables, withoutEnv = [], withoutHeaders = [] } = entry;
  const handedOn = (listed: readonly string[]): string[] => [...new Set([...listed, ...variables, ...forKeychain])];
  const below = [
    ...withoutEnv.map((name) => ({ path: ['env', name] })),
    ...withoutHeaders.map((name) => ({ path: ['http_headers', name] })),
  ];
  const path = ['mcp_servers', server];
  const user = survey.config.layers.find((layer) => layer.scope === 'user');
  const file = survey.locations.userConfig;
  const values = { command, args: [...entry.args] };
  const accept = (reason: string, more: { env_vars: string[] }, unset: string[] = []): SwitchDecision => ({
    ok: true,
    options: [
      {
        ...{ scope: 'user', takesEffect: true, reason },
        edit: {
          file,
          format: 'toml',
          operation: {
            ...{ kind: 'set-keys', path, values: { ...values, ...more }, unset },
            ...(below.length === 0 ? {} : { below }),
          },
        },
      },
    ],
    afterwards: ['Codex sessions that run now keep their server; new sessions start the guarded one.'],
  });
  if (plugin.kind === 'mcp') {
    const found = standaloneServers(survey).find((each) => each.name === server);
    if (found === undefined || plugin.name !== server) return refuse('not-found', 'It is not there any more.');
    const speaking = survey.config.layers.filter(
      (layer) => layer.counts && ['command', 'url'].some((key) => valueAt(layer.value, [...path, key]) !== undefined),
    );
    const other = speaking.find((layer) => layer !== user);
    if (other !== undefined) {
      return refuse('higher-layer', `${other.file} (${layerName(other)}) says what it runs, and is not rewritten.`);
    }
    const listed = (Array.isArray(found.definition['env_vars']) ? found.definition['env_vars'] : []).filter(
      (each): each is string => typeof each === 'string',
    );
    const unset = ofRemote.filter((key) => found.definition[key] !== undefined);
    return accept('Wherever this server is used now.', { env_vars: handedOn(listed) }, unset);
  }
  if (asRecord(asRecord(survey.config.merged.mcp_servers)?.[server]) !== undefined) {
    return refuse(
      'higher-layer',
      `Your configuration has a server "${server}" already, which Codex uses instead of this one.`,
    );
  }
  return accept(
    "Your configuration's server of this name is used instead of the plugin's, under the same tool names.",
    {
      env_vars: handedOn([]),
    },
  );
}
