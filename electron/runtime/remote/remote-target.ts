import type { ServerDefinition } from '#contract/server-definition';
import { expandDefinition } from '../expand-definition.ts';

/** Where a server is and what every request to it carries. */
export interface RemoteTarget {
  plugin: string;
  server: string;
  transport: 'http' | 'sse';
  url: URL;
  /** Names in lower case; secrets are among the values. */
  headers: Readonly<Record<string, string>>;
  /** File of the definition, for what to do about it. */
  file: string;
}

export interface RemoteFacts {
  /** The agent's environment. */
  env: Readonly<Record<string, string | undefined>>;
  secrets: Readonly<Record<string, string>>;
  /** Real path of the agent's working folder. */
  project: string;
}

export type ResolvedRemote =
  | { ok: true; target: RemoteTarget }
  | {
      ok: false;
      code: 'not-http' | 'login-missing' | 'variable-missing' | 'address-invalid' | 'header-invalid';
      /** A sentence each. */
      reason: string;
      remedy: string;
    };

/** Set by HTTP itself; in a definition they would send a request elsewhere or end it early. */
const ofHttp = /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** From a definition to what is contacted: everything filled in. Contacts nothing. */
export function resolveRemote(definition: ServerDefinition, facts: RemoteFacts): ResolvedRemote {
  const { plugin, server, file } = definition;
  const never = cannotBeBridged(definition);
  if (never !== undefined) return never;
  const transport = definition.transport === 'sse' ? 'sse' : 'http';
  const refuse = (code: Refused['code'], reason: string, remedy: string): ResolvedRemote => ({
    ...{ ok: false, code, reason, remedy },
  });
  const { definition: filled, missing } = expandDefinition(definition, facts.env, facts.secrets, facts.project);
  const fromVariables = headersOfVariables(definition, facts);
  const lacking = [...missing, ...fromVariables.missing];
  if (lacking.length > 0) {
    const reason = `The server "${server}" needs the variable ${lacking.join(', ')}, which is not set.`;
    const remedy = `Set it in the agent's environment, or store it: gatehouse secrets set ${plugin} ${lacking[0]}`;
    return refuse('variable-missing', reason, remedy);
  }
  const url = URL.canParse(filled.url ?? '') ? new URL(filled.url ?? '') : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const reason = `The server "${server}" has no address that begins with https:// or http://.`;
    return refuse('address-invalid', reason, `Correct it in ${file}.`);
  }
  if (url.username !== '' || url.password !== '') {
    const reason = `The address of the server "${server}" has a name or password in it.`;
    return refuse('address-invalid', reason, `Send it in a header instead, in ${file}.`);
  }
  url.hash = '';
  const all = { ...filled.headers, ...fromVariables.headers };
  const headers = Object.entries(all).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const wrong = headers.find(
    ([name, value]) => !headerName.test(name) || ofHttp.test(name) || !headerValue.test(value),
  );
  if (wrong !== undefined) {
    const reason = `The header "${wrong[0]}" of the server "${server}" cannot be sent: its name belongs to HTTP, or a character in it does not.`;
    return refuse('header-invalid', reason, `Correct it in ${file}.`);
  }
  return { ok: true, target: { plugin, server, transport, url, headers: Object.fromEntries(headers), file } };
}

/** What no variable or secret can change; undefined when there is nothing. */
export function cannotBeBridged({ plugin, server, transport, login }: ServerDefinition): Refused | undefined {
  if (transport !== 'http' && transport !== 'sse') {
    const reason = `The server "${server}" is reached over a WebSocket, which Gatehouse does not speak.`;
    const remedy = 'Leave it to its agent, or name its Streamable HTTP address instead.';
    return { ok: false, code: 'not-http', reason, remedy };
  }
  if (login === undefined) return undefined;
  return { ok: false, code: 'login-missing', reason: loginReason(server, login), remedy: loginRemedy(plugin) };
}

type Refused = Extract<ResolvedRemote, { ok: false }>;

/** Secrets come before the environment. One that stands alone and is not set is left out, as Codex does; a token must be there. */
function headersOfVariables({ variableHeaders = {} }: ServerDefinition, { env, secrets }: RemoteFacts) {
  const headers: Record<string, string> = {};
  const missing: string[] = [];
  for (const [header, { variable, scheme, isOptional }] of Object.entries(variableHeaders)) {
    const value = Object.hasOwn(secrets, variable) ? secrets[variable] : env[variable];
    if (value !== undefined && value !== '') headers[header] = withScheme(value, scheme);
    else if (isOptional !== true) missing.push(variable);
  }
  return { headers, missing };
}

/** Whoever stored a token with its scheme meant the same. */
function withScheme(value: string, scheme: string | undefined): string {
  if (scheme === undefined || value.toLowerCase().startsWith(`${scheme.toLowerCase()} `)) return value;
  return `${scheme} ${value}`;
}

function loginReason(server: string, login: NonNullable<ServerDefinition['login']>): string {
  const how =
    login === 'helper'
      ? 'gets its headers from a program its agent starts'
      : 'is logged in to by its agent, which keeps the token';
  return `The server "${server}" ${how}, and Gatehouse sends only headers that are written down.`;
}

function loginRemedy(plugin: string): string {
  return `Leave it to its agent; or give it a token of its own in a header, kept with: gatehouse secrets set ${plugin} NAME`;
}
