import type { ReactNode } from 'react';
import { sizeOf, type TreeLine } from '#renderer/lib/body-tree.ts';
import { countOf } from '#renderer/lib/words.ts';
import { MarkedText } from '#renderer/ui/marked-text.tsx';

interface JsonLineProps {
  id: string;
  line: TreeLine;
  words: readonly string[];
  isActive: boolean;
  /** A long string is shown to its end. */
  isWhole: boolean;
  /** A short list told in its own line. */
  inline: string | undefined;
  onPress: () => void;
}

/** Characters of a string shown before somebody asks for all. */
const shortLength = 52;

export function JsonLine(props: JsonLineProps) {
  const { id, line, words, isActive, isWhole, onPress } = props;
  const isOpenable = line.size > 0;
  const isLong = line.node.kind === 'string' && isLongText(line.node.value);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the tree
    // biome-ignore lint/a11y/useFocusableInteractive: the tree holds the focus
    <div
      id={id}
      role="treeitem"
      aria-level={line.depth + 1}
      aria-posinset={line.position.index + 1}
      aria-setsize={line.position.of}
      aria-expanded={isOpenable ? line.isOpen : undefined}
      aria-selected={isActive}
      className={`flex px-2 ${isOpenable || isLong ? 'cursor-default hover:bg-hover' : ''} ${isActive ? 'group-focus-visible/tree:bg-selected' : ''}`}
      style={{ paddingLeft: `${0.5 + Math.min(line.depth, 16) * 0.875}rem` }}
      onClick={isOpenable || isLong ? onPress : undefined}
    >
      <span className="w-3 flex-none text-faint" aria-hidden="true">
        {isOpenable && props.inline === undefined ? (line.isOpen ? '▾' : '▸') : ''}
      </span>
      <span className={`min-w-0 ${isWhole ? 'wrap-anywhere whitespace-pre-wrap' : 'truncate'}`}>
        {line.name !== undefined && (
          <>
            <span className="text-muted">
              <MarkedText text={line.name} words={words} />
            </span>
            {': '}
          </>
        )}
        <Value {...props} words={words} />
      </span>
      {isLong && !isWhole && <More text={line.node.kind === 'string' ? line.node.value : ''} />}
    </div>
  );
}

function Value({ line, words, isWhole, inline }: JsonLineProps): ReactNode {
  const { node } = line;
  if (inline !== undefined) return <MarkedText text={inline} words={words} />;
  switch (node.kind) {
    case 'object':
    case 'array':
      return <span className="font-sans text-faint">{sizeWords(node)}</span>;
    case 'string':
      return <StringValue value={node.value} words={words} isCut={node.isCut} isWhole={isWhole} />;
    case 'number':
    case 'literal':
      return (
        <span className="text-accent">
          <MarkedText text={node.raw} words={words} />
        </span>
      );
    case 'deep':
      return <MarkedText text={node.raw.slice(0, 2_000)} words={words} />;
  }
}

interface StringValueProps {
  value: string;
  words: readonly string[];
  isCut: boolean;
  isWhole: boolean;
}

function StringValue({ value, words, isCut, isWhole }: StringValueProps) {
  const isShort = !isWhole && isLongText(value);
  const text = isShort ? firstOf(value) : value;
  return (
    <>
      &quot;
      <MarkedText text={text} words={words} lines={isWhole} />
      {isShort ? '…' : isCut ? '…' : '"'}
    </>
  );
}

function More({ text }: { text: string }) {
  return (
    <span className="ml-auto flex-none pl-2 font-sans text-faint">
      + {(text.length - firstOf(text).length).toLocaleString('en')}
      <span className="sr-only"> characters, enter shows all</span>
    </span>
  );
}

function isLongText(text: string): boolean {
  return text.length > shortLength + 12 || text.includes('\n');
}

/** The first line, cut; a marker of something not stored is never cut in two. */
function firstOf(text: string): string {
  const line = text.slice(0, shortLength).split('\n')[0] ?? '';
  const open = line.lastIndexOf('‹');
  return open > line.lastIndexOf('›') && text.includes('›', open) ? text.slice(0, text.indexOf('›', open) + 1) : line;
}

function sizeWords(node: TreeLine['node']): string {
  const size = sizeOf(node);
  const words = node.kind === 'object' ? countOf(size, 'key') : countOf(size, 'item');
  const isCut = (node.kind === 'object' || node.kind === 'array') && node.isCut;
  return isCut ? `${words}, cut here` : words;
}
