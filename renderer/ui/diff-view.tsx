import type { Diff } from '#contract/changes';
import { commonIndent, type MarkedLine, markChangedWords } from '#renderer/lib/diff-marks.ts';
import { countOf } from '#renderer/lib/words.ts';
import { LongList } from './long-list.tsx';
import { FileLink } from './path-text.tsx';
import { VisibleText } from './visible-text.tsx';

/** Old and new line numbers (slim: one of them), the sign, the text without its common indentation; scrolls sideways, never wraps. */
export function DiffView({ diff, isSlim = false }: { diff: Diff; isSlim?: boolean }) {
  return (
    <figure className="m-0 min-w-0 overflow-hidden rounded-control bg-sunken">
      <figcaption className="flex items-baseline gap-2 border-b border-line px-2 py-[3px] text-small/5 text-muted">
        <span className="flex min-w-0 flex-1">
          <FileLink path={diff.file} />
        </span>
        <span className="flex-none">{sizeOf(diff)}</span>
      </figcaption>
      <Lines diff={diff} isSlim={isSlim} />
    </figure>
  );
}

/** More lines than this are drawn only while they are in sight. */
const MANY_LINES = 300;

function Lines({ diff, isSlim }: { diff: Diff; isSlim: boolean }) {
  const indent = commonIndent(diff.lines);
  const lines = markChangedWords(diff.lines);
  if (lines.length > MANY_LINES) {
    const row = (index: number) => {
      const line = lines[index];
      return line === undefined ? null : <DiffRow {...{ line, indent, isSlim, isApart: isApart(lines, index) }} />;
    };
    return (
      <LongList
        {...{ count: lines.length, label: 'Changed lines', rowRem: 1.25, row }}
        className="h-[40vh] font-mono text-small/5"
      />
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <div tabIndex={0} role="group" aria-label="Changed lines" className="max-h-[40vh] overflow-auto -outline-offset-2">
      <div className="w-max min-w-full font-mono text-small/5">
        {lines.map((line, index) => (
          <DiffRow
            key={`${line.kind} ${line.before} ${line.after}`}
            {...{ line, indent, isSlim, isApart: isApart(lines, index) }}
          />
        ))}
      </div>
    </div>
  );
}

const looks = { same: '', added: 'bg-ok-soft', removed: 'bg-danger-soft' };
const signs = { same: '', added: '+', removed: '−' };
const spoken = { same: '', added: 'added: ', removed: 'removed: ' };

/** Whether lines of the file are left out before this one. */
function isApart(lines: readonly MarkedLine[], index: number): boolean {
  const [line, last] = [lines[index], lines[index - 1]];
  if (line?.kind !== 'same' || last === undefined) return false;
  return last.kind === 'added' ? line.after !== (last.after ?? 0) + 1 : line.before !== (last.before ?? 0) + 1;
}

interface DiffRowProps {
  line: MarkedLine;
  indent: number;
  isSlim: boolean;
  isApart: boolean;
}

function DiffRow({ line, indent, isSlim, isApart: isCutBefore }: DiffRowProps) {
  const signLook = line.kind === 'added' ? 'text-ok' : 'text-danger';
  return (
    <div
      className={`grid ${isSlim ? 'grid-cols-[2rem_1rem_1fr]' : 'grid-cols-[2.25rem_2.25rem_1rem_1fr]'} whitespace-pre ${looks[line.kind]} ${isCutBefore ? 'shadow-[inset_0_1px_0_var(--line-strong)]' : ''}`}
    >
      {!isSlim && <span className="pr-2 text-right text-muted select-none">{line.before}</span>}
      <span className="pr-2 text-right text-muted select-none">
        {isSlim ? (line.after ?? line.before) : line.after}
      </span>
      <span className={`text-center font-bold select-none ${signLook}`} aria-hidden="true">
        {signs[line.kind]}
      </span>
      <span className="pr-3">
        <span className="sr-only">{spoken[line.kind]}</span>
        <LineText line={line} indent={indent} />
      </span>
    </div>
  );
}

function LineText({ line, indent }: { line: MarkedLine; indent: number }) {
  const { text, mark } = line;
  if (mark === undefined) return <VisibleText text={text.slice(indent)} lines />;
  const [from, to] = mark;
  const tone = line.kind === 'added' ? 'bg-ok-mark' : 'bg-danger-mark';
  return (
    <>
      <VisibleText text={text.slice(indent, Math.max(indent, from))} lines />
      <mark className={`rounded-[2px] text-inherit ${tone}`}>
        <VisibleText text={text.slice(Math.max(indent, from), to)} lines />
      </mark>
      <VisibleText text={text.slice(to)} lines />
    </>
  );
}

function sizeOf(diff: Diff): string {
  if (diff.creates) return `new file, ${countOf(diff.bytesAfter, 'byte')}`;
  const lines = Math.max(
    ...(['added', 'removed'] as const).map((kind) => diff.lines.filter((line) => line.kind === kind).length),
  );
  const difference = diff.bytesAfter - diff.bytesBefore;
  const size =
    difference === 0
      ? 'same length'
      : `${countOf(Math.abs(difference), 'byte')} ${difference > 0 ? 'longer' : 'shorter'}`;
  return `${countOf(lines, 'line')}, ${size}`;
}
