import { asRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { ClaudeFacts } from './claude-facts.ts';
import { readJsonFile } from './json-file.ts';
import { everySetting } from './settings-layers.ts';

/** Servers in files that Claude Code never reads (anthropics/claude-code#42217, #44866, #5037). */
export function ignoredServerFiles(facts: ClaudeFacts): Problem[] {
  const { at, context } = facts;
  const { paths } = at;
  const files = [
    paths.join(at.configDir, 'mcp.json'),
    paths.join(at.configDir, '.mcp.json'),
    ...(context.project === undefined ? [] : [paths.join(context.project, '.claude', '.mcp.json')]),
  ];
  const unmoved = paths.join(context.machine.home, '.claude.json');
  if (!paths.isSame(unmoved, at.stateFile)) {
    const names = Object.keys(
      asRecord(readJsonFile(context.port, unmoved, 'settings-invalid').value?.['mcpServers']) ?? {},
    );
    if (names.length > 0) return [ignored(unmoved, names), ...ignoredIn(facts, files)];
  }
  return ignoredIn(facts, files);
}

function ignoredIn(facts: ClaudeFacts, files: readonly string[]): Problem[] {
  const { context } = facts;
  const told = files.flatMap((file) => {
    const json = readJsonFile(context.port, file, 'settings-invalid');
    const names = Object.keys(asRecord(json.value?.['mcpServers']) ?? json.value ?? {});
    return names.length === 0 ? [] : [ignored(file, names)];
  });
  for (const { layer, value } of everySetting(facts.settings, 'mcpServers')) {
    const names = Object.keys(asRecord(value) ?? {});
    if (names.length > 0) told.push(ignored(layer.file, names));
  }
  return told;
}

function ignored(file: string, names: readonly string[]): Problem {
  const list = names
    .slice(0, 5)
    .map((name) => JSON.stringify(name))
    .join(', ');
  return problem('ignored-file', `Claude Code does not read MCP servers from here: ${list}.`, { file });
}
