import type { CompiledPolicy } from '#contract/compiled-policy';
import type { ChangedPart, ToolPermission } from '#contract/permissions';
import type { CallToDecide, Decision, ToolClass } from '#contract/policy';
import { decide } from '#policy/decide';
import { toolClass } from '#policy/tool-class';
import type { KnownTool } from './held-tools.ts';

/** Of every call of one server. */
export type AboutServer = Omit<CallToDecide, 'tool'>;

/** Characters of a text by a stranger that are shown, and members of a definition. */
const MOST_SHOWN = 2_000;
const MOST_PARTS = 12;

/** What would be decided of a known tool now, and of a held one what has changed. */
export function toolPermission(policy: CompiledPolicy, about: AboutServer, tool: KnownTool): ToolPermission {
  const { name, hash, definition, isHeld } = tool;
  const kind = toolClass(name, definition?.['annotations']);
  const decided = (standing: 'held' | 'listed') => decide(policy, { ...about, tool: name }, { standing, class: kind });
  const held = {
    why: tool.accepted === undefined ? ('new' as const) : ('changed' as const),
    changes: changedParts(tool.accepted?.definition, definition),
    whenAccepted: decided('listed').effect,
  };
  return {
    ...{ name, hash, class: kind, decision: decided(isHeld ? 'held' : 'listed') },
    ...textOf('title', definition?.['title']),
    ...textOf('description', definition?.['description']),
    ...annotationsOf(definition?.['annotations']),
    ...(isHeld ? { held } : {}),
  };
}

/** Of a tool that no rule names: no tool has an empty name. */
export function decisionOfOthers(policy: CompiledPolicy, about: AboutServer, kind: ToolClass): Decision {
  return decide(policy, { ...about, tool: '' }, { standing: 'listed', class: kind });
}

function changedParts(
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>> | undefined,
): ChangedPart[] {
  if (before === undefined || after === undefined) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((part) => ({ part, was: ownOf(before, part), is: ownOf(after, part) }))
    .filter(({ was, is }) => inText(was) !== inText(is))
    .slice(0, MOST_PARTS)
    .map(({ part, was, is }) => ({
      part: cut(part),
      ...(was === undefined ? {} : { before: cut(inText(was)) }),
      ...(is === undefined ? {} : { after: cut(inText(is)) }),
    }));
}

function ownOf(definition: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(definition, name) ? definition[name] : undefined;
}

/** The same for two values that differ only in the order of their keys. */
function inText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, each: unknown) => (isRecord(each) ? sorted(each) : each)) ?? '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function annotationsOf(annotations: unknown): Pick<ToolPermission, 'annotations'> {
  return isRecord(annotations) && inText(annotations).length <= MOST_SHOWN ? { annotations } : {};
}

function textOf<K extends string>(key: K, value: unknown): { [P in K]?: string } {
  return typeof value === 'string' && value !== '' ? ({ [key]: cut(value) } as { [P in K]?: string }) : {};
}

function cut(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN).toWellFormed()} …`;
}
