import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { type Folds, inlineList, type TreeLine, treeLines } from '#renderer/lib/body-tree.ts';
import type { JsonNode } from '#renderer/lib/json-outline.ts';
import { JsonLine } from './json-line.tsx';

interface JsonTreeProps {
  title: string;
  root: JsonNode;
  words: readonly string[];
}

/** Lines drawn at first, and more each time they are asked for. */
const page = 200;
const noFolds: Folds = new Map();

/** A value as a tree: arrows walk, open and close it. The tree holds the focus, the line is named as active. */
export function JsonTree({ title, root, words }: JsonTreeProps) {
  const id = useId();
  const [folds, setFolds] = useState(noFolds);
  const [wholes, setWholes] = useState<ReadonlySet<string>>(new Set());
  const [limit, setLimit] = useState(page);
  const [active, setActive] = useState<string>();
  const { lines, isAll } = useMemo(() => treeLines(root, folds, limit), [root, folds, limit]);
  const fold = (line: TreeLine, isOpen: boolean) => setFolds(new Map(folds).set(line.path, isOpen));
  const toggle = (line: TreeLine) => {
    if (line.size > 0) return fold(line, !line.isOpen);
    const next = new Set(wholes);
    if (!next.delete(line.path)) next.add(line.path);
    setWholes(next);
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = lines.findIndex((line) => line.path === active);
    const line = lines[at];
    const go = (index: number) => {
      const next = lines[Math.max(0, Math.min(lines.length - 1, index))];
      setActive(next?.path);
      document.getElementById(`${id}${next?.path ?? ''}`)?.scrollIntoView({ block: 'nearest' });
    };
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at < 0 ? 0 : at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(lines.length - 1);
    else if (line === undefined) return;
    else if (event.key === 'Enter' || event.key === ' ') toggle(line);
    else if (event.key === 'ArrowRight' && line.size > 0 && !line.isOpen) fold(line, true);
    else if (event.key === 'ArrowRight' && line.isOpen) go(at + 1);
    else if (event.key === 'ArrowLeft' && line.isOpen) fold(line, false);
    else if (event.key === 'ArrowLeft') go(parentOf(lines, at));
    else return;
    event.preventDefault();
  };
  return (
    <div className="overflow-hidden rounded-chip bg-sunken py-1">
      <div
        role="tree"
        tabIndex={0}
        aria-label={title}
        aria-activedescendant={active === undefined ? undefined : `${id}${active}`}
        className="group/tree font-mono text-small/5 -outline-offset-2"
        onKeyDown={press}
      >
        {lines.map((line) => (
          <JsonLine
            key={line.path}
            id={`${id}${line.path}`}
            line={line}
            words={words}
            isActive={line.path === active}
            isWhole={wholes.has(line.path)}
            inline={line.isOpen ? undefined : inlineList(line.node)}
            onPress={() => {
              setActive(line.path);
              toggle(line);
            }}
          />
        ))}
      </div>
      {!isAll && (
        <button
          type="button"
          className="px-2 text-small text-accent hover:underline"
          onClick={() => setLimit(limit + page * 5)}
        >
          Show more lines
        </button>
      )}
    </div>
  );
}

function parentOf(lines: readonly TreeLine[], at: number): number {
  const depth = lines[at]?.depth ?? 0;
  const found = lines.slice(0, at).findLastIndex((line) => line.depth < depth);
  return found < 0 ? at : found;
}
