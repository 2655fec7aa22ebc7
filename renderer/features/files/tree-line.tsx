import { ChevronDown, ChevronRight, CircleSlash, CornerUpRight, File, FileTerminal, Folder } from 'lucide-react';
import type { FileEntry } from '#contract/files';
import { sizeWords } from '#renderer/lib/file-lines.ts';
import type { TreeLine as Line } from '#renderer/lib/file-tree.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { ListTip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

interface TreeLineProps {
  id: string;
  line: Line;
  isActive: boolean;
  /** Pixels. */
  place: { top: number; height: number };
  onPress(): void;
}

export function TreeLine({ id, line, isActive, place, onPress }: TreeLineProps) {
  const { entry, name, level, isOpen } = line;
  const isDead = entry.kind === 'link' || entry.kind === 'other';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of lines are the tree's own
    // biome-ignore lint/a11y/useFocusableInteractive: the tree holds the focus and names the line
    <div
      role="treeitem"
      id={id}
      aria-level={level}
      aria-posinset={line.place}
      aria-setsize={line.siblings}
      aria-selected={isActive}
      aria-expanded={entry.kind === 'folder' ? isOpen : undefined}
      className={`absolute inset-x-0 flex items-center gap-1.5 pr-4 ${isActive ? 'bg-selected-idle group-focus/tree:bg-selected' : 'hover:bg-hover'}`}
      style={{
        height: place.height,
        transform: `translateY(${place.top}px)`,
        paddingInlineStart: `${level * 0.875}rem`,
      }}
      onClick={onPress}
    >
      <span className="flex size-3.5 flex-none items-center text-faint">
        {entry.kind === 'folder' && <Fold isOpen={isOpen} />}
      </span>
      <Sign entry={entry} />
      <ListTip text={hint(line)} whenCut={!isDead && entry.note === undefined}>
        <span className={`min-w-0 truncate ${isDead ? 'text-muted' : ''}`}>
          <VisibleText text={name} />
          {entry.kind === 'link' && (
            <span className="text-faint">
              {' → '}
              <VisibleText text={entry.target ?? ''} />
            </span>
          )}
        </span>
      </ListTip>
      <span className="flex-1" />
      {entry.leadsOut === true && <Chip tone="warn">leads out</Chip>}
      {entry.note !== undefined && <Chip tone="warn">not read</Chip>}
      {entry.isExecutable === true && <Chip>program</Chip>}
      <span className="flex-none text-small text-muted tabular-nums">
        {entry.size === undefined ? '' : sizeWords(entry.size)}
      </span>
    </div>
  );
}

function Fold({ isOpen }: { isOpen: boolean }) {
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return <Sign className="size-3.5" strokeWidth={1.75} aria-hidden="true" />;
}

function Sign({ entry: { kind, isExecutable } }: { entry: FileEntry }) {
  const Icon = isExecutable === true ? FileTerminal : signs[kind];
  return <Icon className="size-3.5 flex-none text-faint" strokeWidth={1.6} aria-hidden="true" />;
}

const signs = { file: File, folder: Folder, link: CornerUpRight, other: CircleSlash };

function hint({ entry, name }: Line): string {
  if (entry.kind === 'link')
    return `A link, not followed${entry.leadsOut === true ? '; it leads out of the plugin, or nowhere' : ''}`;
  if (entry.kind === 'other') return entry.note ?? 'A FIFO, a socket or a device: it is never opened';
  return entry.note ?? name;
}
