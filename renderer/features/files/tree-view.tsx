import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { FileTree } from '#contract/files';
import { sizeWords } from '#renderer/lib/file-lines.ts';
import { type TreeLine as Line, linesOf, toggled, treeMove } from '#renderer/lib/file-tree.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { SearchBox } from './search-box.tsx';
import { TreeLine } from './tree-line.tsx';

interface TreeViewProps {
  trees: readonly FileTree[];
  failure: string | undefined;
  open: ReadonlySet<string>;
  setOpen(open: ReadonlySet<string>): void;
  /** Absolute path of the line the keys stand on. */
  active: string | undefined;
  setActive(file: string): void;
  query: string;
  setQuery(query: string): void;
  show(file: string): void;
}

/** The folders of a plugin as one tree that is drawn only where it is seen. It holds the focus; a line is named by it. */
export function TreeView(props: TreeViewProps) {
  const { trees, failure, open, setOpen, active, setActive, query, setQuery, show } = props;
  const lines = linesOf(trees, open, query);
  const size = trees.reduce((sum, each) => sum + each.size, 0);
  const files = trees.reduce((sum, each) => sum + each.files, 0);
  const leftOut = trees.reduce((sum, each) => sum + each.leftOut, 0);
  const problems = trees.flatMap((each) => each.problems);
  const press = (line: Line) => {
    const { entry, file } = line;
    setActive(file);
    if (entry.kind === 'file') show(file);
    if (entry.kind !== 'folder' || query !== '') return;
    setOpen(toggled(open, line));
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="grid flex-none grid-cols-1 gap-2 px-4 pt-3 pb-2">
        {failure !== undefined && <Note tone="warn">Not current: {visibleString(failure)}</Note>}
        <p className="flex items-baseline gap-2 text-small text-muted">
          {trees.length === 1 && <PathText path={trees[0]?.root ?? ''} />}
          <span className="flex-1" />
          <span className="flex-none tabular-nums">
            {countOf(files, 'file')}, {sizeWords(size)}
          </span>
        </p>
        <SearchBox label="Filter the files" placeholder="Part of a name" value={query} onValue={setQuery} />
        {problems.map((each) => (
          <Note key={`${each.file} ${each.message}`} tone="warn">
            {visibleString(`${each.file ?? ''}: ${each.message}`)}
          </Note>
        ))}
      </div>
      {lines.length === 0 ? (
        <p className="flex flex-wrap items-center gap-2 px-4 text-muted">
          {query === '' ? 'The folder is empty.' : `No file is named like “${visibleString(query)}”.`}
          {query !== '' && <Button onClick={() => setQuery('')}>Clear</Button>}
        </p>
      ) : (
        <Lines lines={lines} active={active} setActive={setActive} press={press} />
      )}
      {leftOut > 0 && (
        <p className="flex-none border-t border-line px-4 py-2 text-small text-muted">
          {countOf(leftOut, 'more entry', 'more entries')} are not shown. Open the folder in your editor to see them.
        </p>
      )}
    </div>
  );
}

interface LinesProps {
  lines: readonly Line[];
  active: string | undefined;
  setActive(file: string): void;
  press(line: Line): void;
}

function Lines({ lines, active, setActive, press }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    lines.findIndex(({ file }) => file === active),
  );
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 1.75 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
    overscan: 10,
    getItemKey: (index) => lines[index]?.file ?? index,
  });
  useEffect(() => virtual.scrollToIndex(at, { align: 'auto' }), [at, virtual]);
  // Whoever comes back from a file goes on from its line.
  useEffect(() => {
    if (active !== undefined && document.activeElement === document.body) scroller.current?.focus();
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at];
    if (line === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isPress = event.key === 'Enter' || event.key === ' ';
    const next = treeMove(lines, at, event.key);
    if (next === undefined && !isPress) return;
    event.preventDefault();
    if (isPress || next === 'press') press(line);
    else if (next !== undefined) setActive(lines[next]?.file ?? line.file);
  };
  return (
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label="Files"
      aria-activedescendant={lineId(lines[at]?.file)}
      className="group/tree min-h-0 flex-1 overflow-auto pb-4 -outline-offset-2"
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <TreeLine
              key={line.file}
              id={lineId(line.file)}
              line={line}
              isActive={index === at}
              place={{ top: start, height: size }}
              onPress={() => press(line)}
            />
          );
        })}
      </div>
    </div>
  );
}

function lineId(file: string | undefined): string {
  return `file ${file ?? ''}`.replaceAll(/\s/g, '+');
}
