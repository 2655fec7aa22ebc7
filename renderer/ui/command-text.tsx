import { useState } from 'react';
import { VisibleText } from './visible-text.tsx';

/** Characters of a long command that are shown: its start, and its end, where what it is given stands. */
const shortStart = 120;
const shortEnd = 60;

interface CommandTextProps {
  text: string;
  /** Characters at the start that stand in the command above too. */
  skip?: number;
  /** Characters that did not come with the text. */
  missing?: number | undefined;
}

/** A command line as it is, hidden characters shown; a long one is cut until it is asked for. */
export function CommandText({ text, skip = 0, missing = 0 }: CommandTextProps) {
  const [isWhole, setWhole] = useState(false);
  const body = isWhole ? text : text.slice(skip);
  const rest = body.length - shortStart - shortEnd;
  const isCut = !isWhole && rest > 40;
  const left = isWhole ? 0 : skip + (isCut ? rest : 0);
  return (
    <code className="mt-1 block rounded-chip bg-sunken px-2 py-[3px] text-small/[1.125rem] wrap-anywhere whitespace-pre-wrap">
      {!isWhole && skip > 0 && <span className="font-sans text-faint">same start … </span>}
      <VisibleText text={isCut ? body.slice(0, shortStart) : body} lines />
      {left > 0 && (
        <span className="font-sans text-faint">
          {' '}
          + {left.toLocaleString('en')} characters,{' '}
          <button type="button" className="text-accent underline" onClick={() => setWhole(true)}>
            show all
          </button>{' '}
        </span>
      )}
      {isCut && (
        <>
          {'… '}
          <VisibleText text={body.slice(-shortEnd)} lines />
        </>
      )}
      {missing > 0 && (
        <span className="font-sans text-faint"> and {missing.toLocaleString('en')} characters more in the file</span>
      )}
    </code>
  );
}
