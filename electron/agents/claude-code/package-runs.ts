import { asArray, asRecord, asString } from '#agents/shapes';
import type { Component } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { hookComponents, mutable, namesOf } from './component-hooks.ts';
import { serverComponents } from './component-servers.ts';
import { optional } from './install-records.ts';
import { lspRule, monitorRule } from './manifest-rules.ts';
import { listOf } from './package-declaration.ts';

import { defaultPlace, jsonPart, type Reading } from './package-reading.ts';

export function hookParts(reading: Reading): Component[] {
  const components: Component[] = [];
  const fromFile = (file: string, mustBeWrapped: boolean) => {
    const value = jsonPart(reading, file);
    if (value === undefined) return;
    const record = asRecord(value);
    const map = record?.['hooks'];
    if (record === undefined || (map === undefined && mustBeWrapped && record['modules'] === undefined)) {
      reading.files.problems.push(
        problem('component-invalid', 'The hooks must stand in an object under "hooks".', { file }),
      );
      return;
    }
    if (map !== undefined) components.push(...hookComponents(map, file, reading.files.problems));
    components.push(...moduleParts(reading, record['modules'], file));
  };
  const fallback = defaultPlace(reading, 'hooks/hooks.json', 'The file');
  if (fallback !== undefined) fromFile(fallback, true);
  for (const declared of listOf(reading.raw['hooks'])) {
    const relative = asString(declared);
    if (relative !== undefined) {
      const file = reading.files.open(relative, 'The hooks file', reading.from);
      if (file !== undefined && file !== fallback) fromFile(file, true);
    } else components.push(...hookComponents(declared, reading.from, reading.files.problems));
  }
  const entryHooks = asRecord(reading.raw['entryHooks']);
  if (entryHooks === undefined) return components;
  const kept = components.filter((each) => each.event === undefined || !Object.hasOwn(entryHooks, each.event));
  return [...kept, ...hookComponents(entryHooks, reading.entryFrom, reading.files.problems)];
}

/** Modules run inside Claude Code itself (documentation "Mods reference"). */
function moduleParts(reading: Reading, value: unknown, file: string): Component[] {
  return listOf(value).flatMap((each): Component[] => {
    const relative = asString(each);
    const path = relative === undefined ? undefined : reading.files.open(relative, 'The module', file);
    return path === undefined ? [] : [{ kind: 'module', name: relative ?? path, file: path }];
  });
}

export function serverParts(reading: Reading): Component[] {
  const byName = new Map<string, Component>();
  const take = (value: unknown, file: string) => {
    // Official plugins ship .mcp.json with and without the wrapper.
    const map = asRecord(asRecord(value)?.['mcpServers']) ?? value;
    for (const server of serverComponents(map, file, reading.files.problems)) byName.set(server.name, server);
  };
  const fromFile = (file: string) => {
    const value = jsonPart(reading, file);
    if (value !== undefined) take(value, file);
  };
  const fallback = defaultPlace(reading, '.mcp.json', 'The file');
  if (fallback !== undefined) fromFile(fallback);
  for (const declared of listOf(reading.raw['mcpServers'])) {
    const relative = asString(declared);
    if (relative === undefined) take(declared, reading.from);
    else if (/\.(mcpb|dxt)$/i.test(relative)) {
      byName.set(relative, {
        kind: 'mcp-server',
        name: relative,
        file: reading.from,
        type: 'bundle',
        command: relative,
      });
    } else {
      const file = reading.files.open(relative, 'The servers file', reading.from);
      if (file !== undefined && file !== fallback) fromFile(file);
    }
  }
  return [...byName.values()];
}

export function lspParts(reading: Reading): Component[] {
  const components: Component[] = [];
  const take = (value: unknown, file: string) => {
    for (const [name, raw] of Object.entries(asRecord(asRecord(value)?.['lspServers']) ?? asRecord(value) ?? {})) {
      const server = asRecord(raw);
      const command = asString(server?.['command']);
      const fault = lspRule(raw);
      if (server === undefined || command === undefined || fault !== undefined) {
        const message = `The language server ${JSON.stringify(name)} ${fault ?? 'is not usable'}.`;
        reading.files.problems.push(problem('component-invalid', message, { file }));
      } else {
        const args = mutable(asArray(server['args'])?.map(String));
        components.push({
          kind: 'lsp-server',
          name,
          file,
          command,
          ...optional('args', args),
          ...optional('env', namesOf(server['env'])),
        });
      }
    }
  };
  const fallback = defaultPlace(reading, '.lsp.json', 'The file');
  if (fallback !== undefined) take(jsonPart(reading, fallback), fallback);
  for (const declared of listOf(reading.raw['lspServers'])) {
    const relative = asString(declared);
    const file =
      relative === undefined ? undefined : reading.files.open(relative, 'The language servers file', reading.from);
    if (file !== undefined && file !== fallback) take(jsonPart(reading, file), file);
    if (relative === undefined) take(declared, reading.from);
  }
  return components;
}

export function monitorParts(reading: Reading): Component[] {
  const declared = asRecord(reading.raw['experimental'])?.['monitors'];
  const relative = asString(declared);
  const file =
    relative !== undefined
      ? reading.files.open(relative, 'The monitors file', reading.from)
      : declared === undefined
        ? defaultPlace(reading, 'monitors/monitors.json', 'The file')
        : undefined;
  const value = file === undefined ? declared : jsonPart(reading, file);
  return listOf(value).flatMap((raw): Component[] => {
    const monitor = asRecord(raw);
    const name = asString(monitor?.['name']);
    const command = asString(monitor?.['command']);
    const fault = monitorRule(raw);
    if (monitor === undefined || name === undefined || command === undefined || fault !== undefined) {
      const message = `A monitor ${fault ?? 'is not usable'}.`;
      reading.files.problems.push(problem('component-invalid', message, { file: file ?? reading.from }));
      return [];
    }
    const description = optional('description', asString(monitor['description']));
    return [
      {
        kind: 'monitor',
        name,
        file: file ?? reading.from,
        command,
        event: asString(monitor['when']) ?? 'always',
        ...description,
      },
    ];
  });
}
