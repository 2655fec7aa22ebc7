import type { CompiledPolicy } from '#contract/compiled-policy';
import { type Rule, toolClasses } from '#contract/policy';
import { cell, columns } from './text.ts';

/** What a rule speaks of, in words. */
export function aboutText({ plugin, server, tool, agent, project }: Omit<Rule, 'id'>): string {
  const parts = [
    tool === undefined ? 'every call' : `the tool ${cell(tool)}`,
    ...(server === undefined ? [] : [`of the server ${cell(server)}`]),
    ...(plugin === undefined ? [] : [`of ${cell(plugin)}`]),
    ...(agent === undefined ? [] : [`by ${agent}`]),
    ...(project === undefined ? [] : [`in ${cell(project)}`]),
  ];
  return parts.join(' ');
}

/** Everything the user decided. */
export function listText({ rules, defaults, strict, profiles, uncaged }: CompiledPolicy): string {
  const table = rules.map((rule) => [rule.id, rule.effect, aboutText(rule), cell(rule.reason ?? '')]);
  const grants = Object.entries(profiles).flatMap(([key, profile]) => [
    ...profile.read.map((path) => [cell(key), 'may read', cell(path)]),
    ...profile.write.map((path) => [cell(key), 'may write', cell(path)]),
    ...profile.hosts.map((host) => [cell(key), 'may reach', cell(host)]),
    ...profile.env.map((name) => [cell(key), 'gets the variable', cell(name)]),
    [cell(key), 'is held to', `${profile.memoryMb} MB, ${profile.processes} processes`],
    ...(profile.spawn ? [] : [[cell(key), 'may not start', 'other programs']]),
  ]);
  return [
    table.length === 0 ? 'There are no rules.' : columns([['RULE', 'EFFECT', 'ABOUT', 'REASON'], ...table]),
    `Where no rule speaks: ${toolClasses.map((kind) => `${kind} ${defaults[kind]}`).join(', ')}.`,
    `Tools that are new or changed wait for "policy accept"; at first sight they ${strict ? 'wait too (strict)' : 'are accepted'}.`,
    ...(grants.length === 0 ? [] : [columns([['SERVER', 'GRANT', 'WHAT'], ...grants])]),
    ...uncaged.map((key) => `${cell(key)} may run without a cage where it cannot be caged.`),
  ].join('\n');
}

export function changesText({ added, changed, gone }: { added: string[]; changed: string[]; gone: string[] }): string {
  const lines = [
    ...added.map((name) => `+ ${cell(name)}  new`),
    ...changed.map((name) => `~ ${cell(name)}  changed`),
    ...gone.map((name) => `- ${cell(name)}  gone`),
  ];
  return lines.length === 0 ? 'Nothing changed since its tools were accepted.' : lines.join('\n');
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
