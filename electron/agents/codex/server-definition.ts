import { asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import { approval, flag, names, number, oneOf, table, text, textMap, type ValueCheck } from './value-checks.ts';

/** One thing that keeps a server definition from loading; `path` leads to it inside the definition. */
export interface ServerError {
  path: string[];
  message: string;
}

const stdioKeys = ['args', 'env', 'env_vars', 'cwd'];
const httpKeys = [
  'bearer_token_env_var',
  'http_headers',
  'env_http_headers',
  'http_headers_helper',
  'auth',
  'oauth',
  'oauth_resource',
];
const checks: Record<string, ValueCheck> = {
  command: text,
  args: names,
  env: textMap,
  cwd: text,
  url: text,
  bearer_token_env_var: text,
  http_headers: textMap,
  env_http_headers: textMap,
  http_headers_helper: text,
  auth: oneOf('oauth', 'chatgpt'),
  scopes: names,
  oauth: table,
  oauth_resource: text,
  enabled: flag,
  required: flag,
  startup_timeout_sec: number,
  startup_timeout_ms: number,
  tool_timeout_sec: number,
  enabled_tools: names,
  disabled_tools: names,
  default_tools_approval_mode: approval,
  tools: table,
  supports_parallel_tool_calls: flag,
  env_vars: { fits: (value) => Array.isArray(value) && value.every(isVariable), wants: 'a list of names' },
};

function isVariable(value: unknown): boolean {
  return typeof value === 'string' || typeof asRecord(value)?.name === 'string';
}

/**
 * Why Codex refuses a server definition, empty when it does not (openai/codex: codex-rs/config/src/mcp_types.rs).
 * Unknown keys are no error.
 */
export function serverErrors(definition: unknown): ServerError[] {
  const server = asRecord(definition);
  if (server === undefined) return [{ path: [], message: 'the server is not a table' }];
  const errors = Object.entries(checks)
    .filter(([key, check]) => server[key] !== undefined && !check.fits(server[key]))
    .map(([key, check]) => ({ path: [key], message: `${key} is not ${check.wants}` }));
  return [...errors, ...transportErrors(server)];
}

function transportErrors(server: UnknownRecord): ServerError[] {
  const has = (key: string) => server[key] !== undefined;
  if (!has('command') && !has('url'))
    return [{ path: [], message: 'invalid transport: it has neither command nor url' }];
  const wrong = has('command') ? ['url', ...httpKeys, 'bearer_token'] : [...stdioKeys, 'bearer_token'];
  const kind = has('command') ? 'a server that is started by command' : 'a server behind a url';
  return wrong.filter(has).map((key) => ({ path: [key], message: `${key} is not supported for ${kind}` }));
}

/** What a definition runs or calls: names of variables and headers, never their values. */
export interface ServerFacts {
  type: 'stdio' | 'http';
  command?: string;
  args?: string[];
  cwd?: string;
  url?: string;
  env?: string[];
  headers?: string[];
}

export function serverFacts(definition: UnknownRecord): ServerFacts {
  const command = asString(definition.command);
  const url = asString(definition.url);
  if (command === undefined && url !== undefined) return httpFacts(definition, url);
  const args = asStringList(definition.args);
  const cwd = asString(definition.cwd);
  const env = [...Object.keys(asRecord(definition.env) ?? {}), ...variableNames(definition.env_vars)];
  return {
    type: 'stdio',
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args: [...args] }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(env.length === 0 ? {} : { env }),
  };
}

function httpFacts(definition: UnknownRecord, url: string): ServerFacts {
  const headers = [
    ...Object.keys(asRecord(definition.http_headers) ?? {}),
    ...Object.keys(asRecord(definition.env_http_headers) ?? {}),
  ];
  const token = asString(definition.bearer_token_env_var);
  const variables = [
    ...(token === undefined ? [] : [token]),
    ...Object.values(asRecord(definition.env_http_headers) ?? {}).filter((each) => typeof each === 'string'),
  ];
  return {
    type: 'http',
    url: withoutUserInfo(url),
    ...(headers.length === 0 ? {} : { headers }),
    ...(variables.length === 0 ? {} : { env: variables }),
  };
}

function variableNames(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => asString(each) ?? asString(asRecord(each)?.name) ?? []);
}

/** A password in an address is a secret, and no value of a secret is shown. */
export function withoutUserInfo(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@?#]*@/i, '$1…@');
}
