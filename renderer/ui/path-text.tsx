import { useContext } from 'react';
import { shortPath, splitPath } from '#renderer/lib/short-path.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { FileOpenerContext, PathRootsContext } from './path-roots.ts';
import { Tip } from './tip.tsx';
import { VisibleText } from './visible-text.tsx';

interface PathTextProps {
  path: string;
  line?: number | undefined;
  /** Shown relative to the project of the view when it lies inside. */
  inProject?: boolean;
}

/** A path that keeps its tail: the head is cut, the file and line never are. The whole path is in the tip. */
export function PathText(props: PathTextProps) {
  return (
    <Tip text={placeOf(props)}>
      <span className={look}>
        <Parts {...props} />
      </span>
    </Tip>
  );
}

/** The same of a file, opened in the editor when it is pressed; plain text where the session may open none. */
export function FileLink(props: PathTextProps) {
  const open = useContext(FileOpenerContext);
  if (open === undefined) return <PathText {...props} />;
  return (
    <Tip text={`${placeOf(props)} · opens in your editor`}>
      <button
        type="button"
        aria-label={`Open ${placeOf(props)} in your editor`}
        className={`${look} rounded-chip text-left underline decoration-line-control decoration-dotted underline-offset-2 hover:decoration-solid`}
        onClick={(event) => {
          event.stopPropagation();
          open(props.path, props.line);
        }}
      >
        <Parts {...props} />
      </button>
    </Tip>
  );
}

const look = 'inline-flex max-w-full min-w-0 font-mono text-small';

function placeOf({ path, line }: PathTextProps): string {
  return visibleString(line === undefined ? path : `${path}:${line}`);
}

function Parts({ path, line, inProject = false }: PathTextProps) {
  const { home, project } = useContext(PathRootsContext);
  const { head, tail } = splitPath(shortPath(path, home, inProject ? project : null), line);
  return (
    <>
      {head !== '' && (
        <span className="min-w-0 shrink truncate">
          <VisibleText text={head} />
        </span>
      )}
      <span className="max-w-full shrink-0 truncate">
        <VisibleText text={tail} />
      </span>
    </>
  );
}
