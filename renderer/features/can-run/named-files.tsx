import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { SurfaceEntry } from '#contract/surface';
import { visibleString } from '#renderer/lib/visible-text.ts';
import type { OpenSurface } from '#renderer/store/surface.ts';
import { StateShape } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

type NamedFile = SurfaceEntry['runs'][number];

/** Files an entry starts: their size and first lines, or that they are not where they should be. */
export function NamedFiles({ runs, open }: { runs: readonly NamedFile[]; open: OpenSurface }) {
  if (runs.length === 0) return null;
  return (
    <ul className="pt-0.5">
      {runs.map((run) => (
        <li key={run.path}>{run.state === 'there' ? <Script run={run} open={open} /> : <Absent run={run} />}</li>
      ))}
    </ul>
  );
}

function Absent({ run }: { run: NamedFile }) {
  return (
    <p className="flex min-h-5 items-center gap-2 text-small">
      <span className="min-w-0 flex-1 truncate font-mono" title={visibleString(run.path)}>
        <VisibleText text={run.shown} />
      </span>
      <span className="flex flex-none items-center gap-1.5">
        <StateShape shape={run.state === 'missing' ? 'missing' : 'drift'} />
        {run.state === 'missing' ? 'Missing' : 'Not of the plugin'}
      </span>
    </p>
  );
}

function Script({ run, open }: { run: NamedFile; open: OpenSurface }) {
  const [isOpen, setOpen] = useState(false);
  const toggle = () => {
    if (!isOpen) void open.open(run.path);
    setOpen(!isOpen);
  };
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex min-h-5 w-full items-center gap-1 rounded-chip text-left text-small hover:bg-hover"
        onClick={toggle}
      >
        <ChevronRight
          className={`size-3 flex-none ${isOpen ? 'rotate-90' : ''}`}
          strokeWidth={1.75}
          aria-hidden="true"
        />
        <span className="min-w-0 flex-1 truncate font-mono">
          <VisibleText text={run.shown} />
        </span>
        <span className="flex-none text-muted">{sizeText(run.size)}</span>
      </button>
      {isOpen && <Head head={open.heads.get(run.path)} />}
    </>
  );
}

function Head({ head }: { head: OpenSurface['heads'] extends ReadonlyMap<string, infer H> ? H | undefined : never }) {
  if (head === undefined) return null;
  if (typeof head === 'string') return <p className="pb-1 text-small text-danger">{visibleString(head)}</p>;
  return (
    <>
      {head.text !== '' && (
        <code
          className="block max-h-80 overflow-auto rounded-chip bg-sunken px-2 py-[3px] text-small/[1.125rem] wrap-anywhere whitespace-pre-wrap"
          tabIndex={0}
        >
          <VisibleText text={head.text} lines />
        </code>
      )}
      <p className="pb-1 text-small text-muted">
        {head.note ?? (head.isWhole ? 'The whole file.' : 'Its first lines.')}
      </p>
    </>
  );
}

function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
