import { isObject, type JsonObject, type RequestId } from './json-rpc.ts';

/** What an agent tells a server about a call, so that our record and its transcript are known to be the same call. */
export interface AgentIds {
  call: string;
  session?: string;
}

/**
 * Both agents send their own id of a call in `_meta` (Claude Code 2.1.330: `claudecode/toolUseId`; Codex 0.169.0: `callId`
 * and the session in `x-codex-turn-metadata`). Who sends none gets the run and the JSON-RPC id.
 */
export function agentIds(meta: JsonObject, run: string, id: RequestId): AgentIds {
  const claude = meta['claudecode/toolUseId'];
  if (typeof claude === 'string' && claude !== '') return { call: claude };
  const codex = meta['callId'];
  if (typeof codex === 'string' && codex !== '') {
    const session = turnMetadata(meta['x-codex-turn-metadata'])['session_id'];
    return typeof session === 'string' && session !== '' ? { call: codex, session } : { call: codex };
  }
  return { call: `${run}:${JSON.stringify(id)}` };
}

/** Older builds wrote it as a JSON text. */
function turnMetadata(value: unknown): JsonObject {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return {};
  try {
    const read: unknown = JSON.parse(value);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}

/** Name and version of the agent, as it introduces itself in either era; undefined where it does not. */
export function clientInfo(params: JsonObject, meta: JsonObject): { name: string; version?: string } | undefined {
  const info = params['clientInfo'] ?? meta['io.modelcontextprotocol/clientInfo'];
  if (!isObject(info) || typeof info['name'] !== 'string') return undefined;
  const { name, version } = info;
  return typeof version === 'string' ? { name, version } : { name };
}
