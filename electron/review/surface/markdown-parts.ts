import MarkdownIt from 'markdown-it';
import { fromYaml, type LocatedNode } from './located-tree.ts';

/** What of a skill, command or subagent file may come to run. Lines are 1-based and of the whole file. */
export interface MarkdownParts {
  /** Undefined when there is none, or when it does not parse. */
  front: LocatedNode | undefined;
  /** Fenced blocks in a language of shells, as examples the model may follow. */
  shellBlocks: { text: string; line: number }[];
}

const shells = new Set(['bash', 'sh', 'shell', 'zsh', 'console', 'shell-session', 'powershell', 'pwsh', 'ps1', 'fish']);
/** Characters of a body that are parsed. */
const MAX_BODY = 400_000;
const MAX_BLOCKS = 60;

/** Only blocks are wanted: the rules inside a line cost most and can be made slow by hostile text. */
const blocks = new MarkdownIt('commonmark').disable('inline');

export function markdownParts(text: string): MarkdownParts {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const fence = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/.exec(clean);
  const body = fence === null ? clean : clean.slice(fence[0].length);
  const before = fence === null ? 0 : fence[0].split('\n').length - 1;
  const tokens = blocks.parse(body.slice(0, MAX_BODY), {});
  const shellBlocks = tokens.flatMap((token) => {
    const language =
      token.info
        .trim()
        .split(/[\s{,]/, 1)[0]
        ?.toLowerCase() ?? '';
    if (token.type !== 'fence' || token.map === null || token.map === undefined || !shells.has(language)) return [];
    return [{ text: token.content.trimEnd(), line: before + token.map[0] + 2 }];
  });
  return {
    front: fence?.[1] === undefined ? undefined : fromYaml(fence[1], 2),
    shellBlocks: shellBlocks.filter((block) => block.text !== '').slice(0, MAX_BLOCKS),
  };
}
