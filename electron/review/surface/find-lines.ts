import type { Component } from '#contract/plugin';
import { at, type LocatedNode, textOf } from './located-tree.ts';

/** Where a component stands in the file that defines it, and what is said of it there. */
export interface ComponentPlace {
  line: number;
  node?: LocatedNode;
}

export type PlaceFinder = (component: Component) => ComponentPlace | undefined;

interface Found {
  node: LocatedNode;
  key: string;
  /** Keys, and the names of list items, on the way to it. */
  trail: readonly string[];
}

/**
 * Finds components in one parsed file, each place at most once, so that two hooks that say the same have two lines.
 * `hints` are names that tell apart what stands in a file for several (a plugin in its marketplace, a project).
 */
export function placeFinder(root: LocatedNode | undefined, hints: readonly string[]): PlaceFinder {
  if (root === undefined) return () => undefined;
  const found = [...walk(root, [], 0)];
  const handlers = found.flatMap(handlersOf);
  const taken = new Set<LocatedNode>();
  return (component) => {
    const free =
      component.kind === 'hook'
        ? handlers.filter((each) => each.event === component.event)
        : found.filter((each) => isDefinitionOf(each, component));
    const candidates = free.filter((each) => !taken.has(each.node));
    const score = (each: Found & { matcher?: string }) =>
      (component.kind === 'hook' && (each.matcher ?? '') === (component.matcher ?? '') ? 2 : 0) +
      (saysSame(each.node, component) ? 4 : 0) +
      hints.filter((hint) => each.trail.includes(hint)).length * 8 -
      each.trail.length / 100;
    const best = candidates.reduce<Found | undefined>(
      (winner, each) => (winner === undefined || score(each) > score(winner) ? each : winner),
      undefined,
    );
    if (best === undefined) return undefined;
    taken.add(best.node);
    const line = (component.kind === 'hook' ? lineOfWork(best.node) : undefined) ?? best.node.line;
    return { line, node: best.node };
  };
}

function* walk(node: LocatedNode, trail: readonly string[], depth: number): Generator<Found> {
  if (depth > 12) return;
  for (const [key, child] of node.entries ?? []) {
    yield { node: child, key, trail };
    yield* walk(child, [...trail, key], depth + 1);
  }
  for (const item of node.items ?? []) {
    const name = textOf(at(item, 'name'));
    yield { node: item, key: name ?? '', trail };
    yield* walk(item, name === undefined ? trail : [...trail, name], depth + 1);
  }
}

/** `Event: [{matcher, hooks: [handler]}]` wherever it stands: both agents write it so. */
function handlersOf(event: Found): (Found & { event: string; matcher: string })[] {
  return (event.node.items ?? []).flatMap((group) =>
    (at(group, 'hooks')?.items ?? []).map((node) => ({
      ...{ node, key: event.key, trail: event.trail, event: event.key },
      matcher: textOf(at(group, 'matcher')) ?? '',
    })),
  );
}

const work = ['command', 'url', 'prompt', 'tool', 'commandWindows', 'command_windows'];

function lineOfWork(node: LocatedNode): number | undefined {
  return work.map((key) => at(node, key)?.line).find((line) => line !== undefined);
}

function saysSame(node: LocatedNode, component: Component): boolean {
  const said = [component.command, component.url].filter((each) => each !== undefined);
  return said.length > 0 && work.some((key) => said.includes(textOf(at(node, key)) ?? '\0'));
}

/** Of a server, language server or monitor: an object under its name, or a list item of that name. */
function isDefinitionOf({ node, key }: Found, component: Component): boolean {
  if (component.type === 'bundle') return textOf(node) === component.name;
  if (key !== component.name || node.entries === undefined) return false;
  return ['command', 'url', 'type'].some((each) => node.entries?.has(each));
}
