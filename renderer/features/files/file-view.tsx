import { ArrowLeft } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { encodingWords, nextPlace, rowOfLine, rowsWith, sizeWords } from '#renderer/lib/file-lines.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { type OpenFile, useFile } from '#renderer/store/plugin-files.ts';
import { Button } from '#renderer/ui/button.tsx';
import { LongList } from '#renderer/ui/long-list.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { FileText } from './file-text.tsx';
import { SearchBox } from './search-box.tsx';
import { StepButtons } from './step-buttons.tsx';

interface FileViewProps {
  id: string;
  /** Absolute. */
  file: string;
  root: string;
  path: string;
  back(): void;
}

/** One file as text with every hidden character shown, or as bytes when it is no text. */
export function FileView({ id, file, root, path, back }: FileViewProps) {
  const open = useFile(id, root, path);
  const whole = useRef<HTMLElement>(null);
  const line = useView((state) => state.fileLine);
  // A file is opened to be read: its keys work at once.
  useEffect(() => whole.current?.focus(), []);
  const stepBack = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    back();
  };
  return (
    <section
      ref={whole}
      tabIndex={-1}
      aria-label={visibleString(file)}
      className="flex min-h-0 flex-1 flex-col outline-none"
      onKeyDown={stepBack}
    >
      <div className="flex flex-none items-center gap-1 pt-2 pr-4 pl-2.5">
        <Tip text="All files, esc">
          <Button look="plain" aria-label="Back to all files" onClick={back}>
            <ArrowLeft className="size-4" strokeWidth={1.6} aria-hidden="true" />
          </Button>
        </Tip>
        <FileLink path={file} line={line ?? undefined} />
      </div>
      {open.failure !== undefined && (
        <div className="px-4 py-2">
          <Note tone="danger">{visibleString(open.failure)}</Note>
        </div>
      )}
      {open.about?.kind === 'text' && <TextView open={open} />}
      {open.about?.kind === 'binary' && <BytesView open={open} />}
    </section>
  );
}

function TextView({ open }: { open: OpenFile }) {
  const { view } = useGatehouse();
  const line = useView((state) => state.fileLine);
  const { rows } = open.lines;
  const [query, setQuery] = useState('');
  const sought = useDeferredValue(query);
  const found = useMemo(() => rowsWith(rows, sought), [rows, sought]);
  // A row that a search or a hidden character led to; a line of the address leads too.
  const [chosen, setChosen] = useState<number | undefined>();
  const lineRow = line === null ? undefined : rowOfLine(rows, line);
  const at = chosen ?? lineRow;
  const { until } = open;
  useEffect(() => {
    if (sought !== '') void until(() => false);
  }, [sought, until]);
  useEffect(() => {
    if (line !== null) void until(({ lines }) => lines.lines > line);
  }, [line, until]);
  const goTo = (index: number | undefined) => {
    const row = index === undefined ? undefined : rows[index];
    if (row === undefined) return;
    setChosen(index);
    view.setState({ fileLine: row.line });
  };
  const step = (by: 1 | -1) => goTo(nextPlace(found, at, by));
  const toLine = (wanted: number) => {
    setChosen(undefined);
    view.setState({ fileLine: wanted });
  };
  return (
    <>
      <Facts open={open} at={at} goTo={goTo} />
      <div className="flex flex-none items-center gap-2 px-4 pb-2">
        <SearchBox
          label="Search the file"
          placeholder="Search"
          value={query}
          onValue={setQuery}
          onEnter={(event) => {
            event.preventDefault();
            step(event.shiftKey ? -1 : 1);
          }}
        >
          <span role="status" className="flex-none text-small whitespace-nowrap text-muted">
            {foundWords(found, at, open.next !== null)}
          </span>
          <StepButtons what="match" isOff={found.length === 0} go={step} />
        </SearchBox>
        <LineField lines={open.lines.lines} isWhole={open.next === null} toLine={toLine} />
      </div>
      <FileText rows={rows} words={sought} at={at} onLine={toLine} onEnd={open.more} isWhole={open.next === null} />
      {open.isTooLarge && <TooLarge />}
    </>
  );
}

function foundWords(found: readonly number[], at: number | undefined, isPartial: boolean): string {
  if (isPartial) return `${found.length === 0 ? 'none' : found.length} so far`;
  if (found.length === 0) return 'none';
  const place = at === undefined ? -1 : found.indexOf(at);
  return place < 0 ? `${found.length} ${found.length === 1 ? 'line' : 'lines'}` : `${place + 1} of ${found.length}`;
}

/** What kind of text it is, and what in it is not seen elsewhere. */
function Facts({ open, at, goTo }: { open: OpenFile; at: number | undefined; goTo(index: number | undefined): void }) {
  const { about, lines, isClean, next } = open;
  if (about === undefined) return null;
  const facts = [
    sizeWords(about.size),
    next === null && !open.isTooLarge ? countOf(lines.lines, 'line') : undefined,
    encodingWords[about.encoding],
    about.hasBom ? 'byte order mark' : undefined,
    lines.crlf > 0 ? `${lines.crlf.toLocaleString('en')} CRLF` : undefined,
    isClean ? undefined : 'holds bytes that are no text',
  ];
  return (
    <div className="flex flex-none flex-wrap items-center gap-x-2 px-4 pb-2 text-small text-muted">
      <span>{facts.filter((each) => each !== undefined).join(' · ')}</span>
      {lines.hiddenCount > 0 && (
        <span className="flex items-center gap-1 font-semibold text-danger">
          {countOf(lines.hiddenCount, 'hidden character')}
          <StepButtons what="hidden character" isOff={false} go={(by) => goTo(nextPlace(lines.hidden, at, by))} />
        </span>
      )}
    </div>
  );
}

function LineField({ lines, isWhole, toLine }: { lines: number; isWhole: boolean; toLine(line: number): void }) {
  const [text, setText] = useState('');
  return (
    <input
      type="text"
      inputMode="numeric"
      aria-label="Go to line"
      placeholder="Line"
      autoComplete="off"
      maxLength={9}
      value={text}
      className="h-(--control) w-16 flex-none rounded-control border border-line-control bg-raised px-2 tabular-nums outline-offset-0 placeholder:text-faint"
      onChange={({ target }) => setText(target.value.replaceAll(/\D/g, ''))}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') {
          event.preventDefault();
          setText('');
        }
        if (event.key !== 'Enter' || text === '') return;
        event.preventDefault();
        const wanted = Math.max(1, Number(text));
        toLine(isWhole ? Math.min(lines, wanted) : wanted);
        setText('');
      }}
    />
  );
}

function BytesView({ open }: { open: OpenFile }) {
  const { about, bytes, next, more } = open;
  return (
    <>
      <p className="flex-none px-4 pb-2 text-small text-muted">
        {sizeWords(about?.size ?? 0)} · no text, shown as bytes
      </p>
      <LongList
        count={bytes.length}
        label="Bytes of the file"
        rowRem={1.125}
        className="min-h-0 flex-1 border-t border-line bg-sunken px-4 font-mono text-small/[1.125rem]"
        row={(index) => {
          const row = bytes[index];
          if (row === undefined) return null;
          return (
            <span className="flex gap-3 whitespace-pre">
              <span className="text-muted">{row.offset.toString(16).padStart(8, '0')}</span>
              <span>{row.hex.padEnd(23)}</span>
              <span className="text-muted">{row.text}</span>
            </span>
          );
        }}
      />
      {next !== null && (
        <p className="flex flex-none items-center gap-2 border-t border-line px-4 py-2 text-small text-muted">
          The first {sizeWords(next)} are shown. <Button onClick={() => void more()}>Show more</Button>
        </p>
      )}
      {open.isTooLarge && <TooLarge />}
    </>
  );
}

function TooLarge() {
  return (
    <p className="flex-none border-t border-line px-4 py-2 text-small text-muted">
      Only the first 16 MB are shown. Open it in your editor to see the rest.
    </p>
  );
}
