import { asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import type { Component, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { mutable, namesOf } from './component-hooks.ts';
import { optional } from './install-records.ts';

/** Names Claude Code keeps for itself (documentation "Connect Claude Code to tools via MCP"). */
const reserved = new Set(['workspace', 'claude-in-chrome', 'computer-use', 'Claude Preview', 'Claude Browser']);
const remoteTypes = new Set(['http', 'streamable-http', 'sse', 'ws']);

export interface ServerReading {
  component: Component;
  problems: Problem[];
  /** Claude Code skips or refuses it. */
  isBroken: boolean;
}

/** A server outside a plugin: there, some names are kept by Claude Code, which skips servers that have them. */
export function readStandaloneServer(name: string, raw: unknown, file: string): ServerReading {
  const reading = readServer(name, raw, file);
  if (reading.isBroken || !reserved.has(name)) return reading;
  const message = `The name ${JSON.stringify(name)} is kept by Claude Code, so the server is skipped.`;
  return {
    ...reading,
    isBroken: true,
    problems: [...reading.problems, problem('server-name-reserved', message, { file })],
  };
}

/** MCP servers of a map `name -> definition`; those Claude Code skips are told and left out. */
export function serverComponents(value: unknown, file: string, problems: Problem[]): Component[] {
  const map = asRecord(value);
  if (map === undefined) {
    problems.push(problem('component-invalid', 'The servers are no object of names.', { file }));
    return [];
  }
  return Object.entries(map).flatMap(([name, raw]) => {
    const reading = readServer(name, raw, file);
    problems.push(...reading.problems);
    return reading.isBroken ? [] : [reading.component];
  });
}

/** One MCP server definition. Values of `env` and `headers` stay in the file: only their names are kept. */
export function readServer(name: string, raw: unknown, file: string): ServerReading {
  const definition = asRecord(raw);
  const problems: Problem[] = [];
  const refuse = (message: string): ServerReading => ({
    component: { kind: 'mcp-server', name, file },
    problems: [...problems, problem('server-invalid', `The server ${JSON.stringify(name)} ${message}`, { file })],
    isBroken: true,
  });
  if (definition === undefined) return refuse('is no object.');
  const url = asString(definition['url']);
  const command = asString(definition['command']);
  const type = asString(definition['type']) ?? 'stdio';
  if (remoteTypes.has(type)) {
    if (url === undefined) return refuse(`is of type ${type} and has no url.`);
  } else if (type !== 'stdio') return refuse(`has the unknown type ${JSON.stringify(type)}.`);
  else if (command === undefined) {
    return refuse(url === undefined ? 'has neither a command nor a url.' : 'has a url but no type, so it is skipped.');
  }
  if (definition['args'] !== undefined && asStringList(definition['args']) === undefined)
    return refuse('has args that are no list of texts.');
  for (const key of ['env', 'headers']) {
    if (definition[key] !== undefined && !isTextMap(definition[key]))
      return refuse(`has ${key} whose values are no texts.`);
  }
  return { component: describeServer(name, type, definition, file), problems, isBroken: false };
}

function isTextMap(value: unknown): boolean {
  const record = asRecord(value);
  return record !== undefined && Object.values(record).every((each) => typeof each === 'string');
}

function describeServer(name: string, type: string, definition: UnknownRecord, file: string): Component {
  const args = mutable(asStringList(definition['args']));
  return {
    kind: 'mcp-server',
    name,
    file,
    type,
    ...(type === 'stdio'
      ? optional('command', asString(definition['command']))
      : optional('url', asString(definition['url']))),
    ...(type === 'stdio' ? optional('args', args) : {}),
    ...optional('env', namesOf(definition['env'])),
    ...optional('headers', namesOf(definition['headers'])),
    ...(asString(definition['headersHelper']) === undefined
      ? {}
      : { shellCommands: [{ command: asString(definition['headersHelper']) ?? '', line: 1 }] }),
  };
}
