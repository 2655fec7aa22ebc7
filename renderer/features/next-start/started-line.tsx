import type { SurfaceEntry } from '#contract/surface';
import { runsAsWords, surfaceKindWords } from '#renderer/lib/surface-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

interface StartedLineProps {
  /** Undefined for what a settings file of the agent says. */
  plugin: string | undefined;
  owner: string;
  entry: SurfaceEntry;
  onLeave: () => void;
}

/** Characters of a command that a line can show; the tab it leads to has the rest. */
const SHOWN = 200;

export function StartedLine({ plugin, owner, entry, onLeave }: StartedLineProps) {
  const { view } = useGatehouse();
  // A hook has no name of its own, and many a plugin has one server named like itself.
  const isNamed = entry.kind !== 'hook' && entry.name !== owner;
  const kind = `${surfaceKindWords[entry.kind]}${isNamed ? ` ${entry.name}` : ''}`;
  const place = visibleString(`${entry.file}${entry.line === undefined ? '' : `:${entry.line}`}`);
  const cells = (
    <>
      <span className="min-w-0 truncate">
        <span className="font-semibold">
          <VisibleText text={owner} />
        </span>{' '}
        <span className="text-small text-muted">
          <VisibleText text={kind} />
        </span>
      </span>
      <span className="min-w-0 truncate font-mono text-small">
        <VisibleText text={entry.text.slice(0, SHOWN)} />
      </span>
      <Chip tone={entry.runsAs === 'you' ? 'warn' : 'quiet'}>{runsAsWords[entry.runsAs]}</Chip>
    </>
  );
  if (plugin === undefined)
    return (
      <li className={look} title={place}>
        {cells}
      </li>
    );
  const open = () => {
    onLeave();
    view.setState({ screen: 'plugins', query: '', view: 'all', selected: plugin, inspector: true, tab: 'can-run' });
  };
  return (
    <li>
      <button type="button" title={place} className={`${look} -outline-offset-2 hover:bg-hover`} onClick={open}>
        {cells}
      </button>
    </li>
  );
}

const look =
  'grid w-full grid-cols-[minmax(0,11rem)_minmax(0,1fr)_auto] items-baseline gap-x-3 rounded-chip px-2 py-1 text-left';
