import { Copy } from 'lucide-react';
import type { SurfaceEntry } from '#contract/surface';
import { copyText } from '#renderer/lib/copy-text.ts';
import { runsAsHints, runsAsWords, surfaceKindWords, wouldRunAsWords } from '#renderer/lib/surface-words.ts';
import { visiblePieces } from '#renderer/lib/visible-text.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import type { OpenSurface } from '#renderer/store/surface.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { CommandText } from '#renderer/ui/command-text.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { NamedFiles } from './named-files.tsx';

interface EntryItemProps {
  entry: SurfaceEntry;
  /** Characters at the start that the entry above has too. */
  skip: number;
  open: OpenSurface;
}

/** One thing that can run: what starts it, its text, who it runs as, and the line that says so. */
export function EntryItem({ entry, skip, open }: EntryItemProps) {
  return (
    <li className="border-b border-line py-1.5 last:border-0">
      <div className="flex min-h-6 items-center gap-2 text-small">
        <span className="min-w-0 font-semibold wrap-anywhere">
          <VisibleText text={entry.name} />
        </span>
        {entry.name !== surfaceKindWords[entry.kind] && <Chip>{surfaceKindWords[entry.kind]}</Chip>}
        <span className="flex-1" />
        <RunsAs entry={entry} />
        <CopyButton text={entry.text} />
      </div>
      <p className="text-small wrap-anywhere text-muted">
        <VisibleText text={entry.trigger} /> {entry.matcher !== undefined && <Matcher text={entry.matcher} />}
      </p>
      <CommandText text={entry.text} skip={skip} missing={entry.cutCharacters} />
      {entry.note !== undefined && (
        <p className="pt-0.5 text-small wrap-anywhere text-muted">
          <VisibleText text={entry.note} />
        </p>
      )}
      <NamedFiles runs={entry.runs} open={open} />
      <p className="flex pt-0.5 text-faint">
        <FileLink path={entry.file} line={entry.line} />
      </p>
    </li>
  );
}

function Matcher({ text }: { text: string }) {
  return (
    <span className="inline-block rounded-chip border border-line px-[5px] font-mono text-label">
      <span className="sr-only">matcher </span>
      <VisibleText text={text} />
    </span>
  );
}

function RunsAs({ entry: { runsAs, isOn, when } }: { entry: SurfaceEntry }) {
  const isAlone = when === 'session-start' || when === 'session';
  return (
    <Tip text={runsAsHints[runsAs]}>
      <span className="flex flex-none">
        <Chip tone={runsAs === 'you' && isAlone && isOn ? 'warn' : 'quiet'}>
          {(isOn ? runsAsWords : wouldRunAsWords)[runsAs]}
        </Chip>
      </span>
    </Tip>
  );
}

/** Copies the raw text, and says so when it holds characters that are not seen. */
function CopyButton({ text }: { text: string }) {
  const { say } = useGatehouse();
  const copy = () => {
    const hasHidden = visiblePieces(text, { lines: true }).some((piece) => 'hidden' in piece);
    const said = `Copied the text${hasHidden ? ', with hidden characters in it' : ''}`;
    void copyText(text).then((isCopied) => say(isCopied ? said : 'Nothing could be copied.'));
  };
  return (
    <Button look="plain" className="-mr-1.5 h-5" aria-label="Copy the text" onClick={copy}>
      <Copy className="size-3.5" strokeWidth={1.6} aria-hidden="true" />
    </Button>
  );
}
