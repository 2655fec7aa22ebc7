import type { Grant, InspectedTool } from '#contract/inspect';
import { countOf } from './words.ts';

/** What a grant would allow, as a sentence without its subject. */
export function grantWords({ kind, what }: Grant): string {
  return { read: `Read ${what}`, write: `Read and write ${what}`, host: `Reach ${what}` }[kind];
}

/** What a server says of a tool; its own word, nobody checked it. */
export function annotationWords({ annotations = {} }: Pick<InspectedTool, 'annotations'>): string[] {
  const said: [string, string, string][] = [
    ['readOnlyHint', 'only reads', 'writes'],
    ['destructiveHint', 'may destroy', 'destroys nothing'],
    ['idempotentHint', 'twice is as once', 'twice is not as once'],
    ['openWorldHint', 'reaches out', 'stays inside'],
  ];
  return said.flatMap(([key, yes, no]) => {
    const value = annotations[key];
    return typeof value === 'boolean' ? [value ? yes : no] : [];
  });
}

export function tokenWords(tokens: number): string {
  return `about ${countOf(tokens, 'token')}`;
}
