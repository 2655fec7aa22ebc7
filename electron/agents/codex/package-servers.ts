import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type PackageTools, readPart } from './package-part.ts';
import { type ServerFacts, serverErrors, serverFacts } from './server-definition.ts';

export interface PackageServer {
  name: string;
  file: string;
  facts: ServerFacts;
  /** Why Codex skips it. */
  error?: string;
}

/** Servers of a package: in the manifest, in the file it names, or in .mcp.json; with or without the mcpServers key. */
export function readServers(
  tools: PackageTools,
  root: string,
  value: UnknownRecord,
  manifestFile: string,
): { servers: PackageServer[]; problems: Problem[] } {
  const inline = asRecord(value.mcpServers);
  if (inline !== undefined) return packageServers(tools, root, inline, manifestFile);
  const part = readPart(tools, root, {
    field: 'mcpServers',
    declared: value.mcpServers,
    standard: './.mcp.json',
    manifestFile,
  });
  if (part.value === undefined) return { servers: [], problems: part.problems };
  const table = asRecord(part.value);
  if (table === undefined)
    return {
      servers: [],
      problems: [
        ...part.problems,
        problem('component-invalid', 'The server file is not an object.', { file: part.file }),
      ],
    };
  const found = packageServers(tools, root, asRecord(table.mcpServers) ?? table, part.file);
  return { servers: found.servers, problems: [...part.problems, ...found.problems] };
}

function packageServers(
  tools: PackageTools,
  root: string,
  table: UnknownRecord,
  file: string,
): { servers: PackageServer[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const servers = Object.entries(table).map(([name, entry]) => {
    const { type: _, ...definition } = asRecord(entry) ?? {};
    const errors = asRecord(entry) === undefined ? serverErrors(entry) : serverErrors(definition);
    const facts = serverFacts(definition);
    const error = errors[0]?.message;
    if (error !== undefined)
      problems.push(problem('server-invalid', `Codex skips the server ${JSON.stringify(name)}: ${error}.`, { file }));
    const cwd =
      facts.cwd === undefined || tools.paths.isAbsolute(facts.cwd) ? facts.cwd : tools.paths.join(root, facts.cwd);
    return {
      name,
      file,
      facts: { ...facts, ...(cwd === undefined ? {} : { cwd }) },
      ...(error === undefined ? {} : { error }),
    };
  });
  return { servers, problems };
}
