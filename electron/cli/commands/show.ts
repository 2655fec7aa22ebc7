import type { Component, Plugin } from '#contract/plugin';
import { exit, type Invocation, theOnly } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { cell, columns, visible } from '../text.ts';
import { place } from './list.ts';

export async function show({ flags, operands }: Invocation, output: Output): Promise<number> {
  const id = theOnly(operands, 'plugin id');
  const core = await openCore(flags, output);
  try {
    const plugin = await core.describe(id, flags.project ?? null);
    if (output.json) output.document(plugin);
    else output.print(pluginText(plugin));
    return exit.done;
  } finally {
    await core.close();
  }
}

function pluginText(plugin: Plugin): string {
  const { effective } = plugin;
  const layers = effective.layers.map((layer) => [
    layer.wins ? '>' : ' ',
    layer.scope,
    cell(layer.value === '' ? '(silent)' : layer.value),
    place(layer),
  ]);
  return [
    `${cell(plugin.displayName ?? plugin.name)}  ${plugin.version ?? ''}`.trimEnd(),
    cell(plugin.id),
    ...(plugin.description === undefined ? [] : ['', visible(plugin.description)]),
    '',
    `${effective.state}: ${cell(effective.decidedBy.reason)}`,
    ...(layers.length === 0 ? [] : ['', 'Who decides, highest first', columns(layers)]),
    ...section(
      'Installed',
      plugin.installs.map(
        (each) => `${each.scope}  ${each.version ?? ''}  ${cell(each.path)}${each.exists ? '' : '  (not there)'}`,
      ),
    ),
    ...section('Can run', (plugin.components ?? []).map(componentText)),
    ...section(
      'Problems',
      plugin.problems.map((each) => `${each.code}: ${cell(each.message)} ${place(each)}`.trimEnd()),
    ),
    ...section(
      'Also in',
      (plugin.alsoIn ?? []).map((each) => `${cell(each.id)}  (${each.why})`),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function componentText(component: Component): string {
  const when = [component.event, component.matcher].filter((each) => each !== undefined).join(' ');
  const what =
    component.url ?? [component.command, ...(component.args ?? [])].filter((each) => each !== undefined).join(' ');
  const off = component.enabled === false ? '  (off)' : '';
  const trust = component.trust === undefined ? '' : `  (${component.trust})`;
  return cell([component.kind, component.name, when, what].filter((each) => each !== '').join('  ')) + off + trust;
}
