import type { InventorySnapshot } from '#contract/inventory';
import type { Plugin } from '#contract/plugin';
import { agentIds, pluginKinds } from '#contract/plugin-id';
import { exit, type Invocation, oneOf, UsageError } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns } from '../text.ts';

export async function list({ flags, operands }: Invocation, output: Output): Promise<number> {
  if (operands.length > 0) throw new UsageError('"list" takes no operands; "show ID" shows one.');
  const agent = oneOf('agent', flags.agent, agentIds);
  const kind = oneOf('kind', flags.kind, pluginKinds);
  const core = await openCore(flags, output);
  try {
    const project = flags.project ?? null;
    const snapshot = await core.inventory.snapshot(project);
    const rows = snapshot.plugins
      .filter((plugin) => agent === undefined || plugin.agent === agent)
      .filter((plugin) => kind === undefined || plugin.kind === kind)
      .filter((plugin) => flags.problems !== true || plugin.problems.length > 0);
    const plugins = flags.components === true ? await describeAll(rows, (id) => core.describe(id, project)) : rows;
    if (output.json) output.document(listDocument(snapshot, plugins));
    else output.print(listText(snapshot, plugins, flags.problems === true));
    return exit.done;
  } finally {
    await core.close();
  }
}

async function describeAll(rows: readonly Plugin[], describe: (id: string) => Promise<Plugin>): Promise<Plugin[]> {
  const described: Plugin[] = [];
  for (const row of rows) described.push(await describe(row.id));
  return described;
}

export function listDocument(snapshot: InventorySnapshot, plugins: readonly Plugin[]) {
  return {
    schema: 1 as const,
    home: snapshot.home,
    project: snapshot.project,
    agents: snapshot.agents.map(({ id, found, root, problems }) => ({ id, found, root, problems })),
    plugins: [...plugins],
  };
}

function listText(snapshot: InventorySnapshot, plugins: readonly Plugin[], withProblems: boolean): string {
  const head = snapshot.agents.flatMap((agent) => [
    `${agent.id}: ${agent.found ? agent.root : `not found (looked in ${agent.looked.map((each) => each.path).join(', ')})`}`,
    ...agent.problems.map((each) => `  ${each.severity}: ${cell(each.message)} ${each.file ?? ''}`.trimEnd()),
  ]);
  if (plugins.length === 0) return [...head, '', 'Nothing to list.'].join('\n');
  const rows = plugins.map((plugin) => [
    plugin.effective.state,
    cell(plugin.id),
    plugin.version === undefined ? '' : cell(plugin.version),
    cell(plugin.problems[0]?.message ?? plugin.effective.decidedBy.reason),
  ]);
  const details = plugins.flatMap((plugin) =>
    plugin.problems.map((each) => `${cell(plugin.id)}: ${each.code}: ${cell(each.message)} ${place(each)}`.trimEnd()),
  );
  return [
    ...head,
    '',
    columns([['STATE', 'ID', 'VERSION', 'WHY'], ...rows]),
    ...(withProblems ? ['', ...details] : []),
  ].join('\n');
}

export function place(where: { file?: string | undefined; line?: number | undefined }): string {
  if (where.file === undefined) return '';
  return where.line === undefined ? cell(where.file) : `${cell(where.file)}:${where.line}`;
}
