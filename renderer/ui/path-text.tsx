import { useContext } from 'react';
import { shortPath, splitPath } from '#renderer/lib/short-path.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { PathRootsContext } from './path-roots.ts';
import { Tip } from './tip.tsx';
import { VisibleText } from './visible-text.tsx';

interface PathTextProps {
  path: string;
  line?: number | undefined;
  /** Shown relative to the project of the view when it lies inside. */
  inProject?: boolean;
}

/** A path that keeps its tail: the head is cut, the file and line never are. The whole path is in the tip. */
export function PathText({ path, line, inProject = false }: PathTextProps) {
  const { home, project } = useContext(PathRootsContext);
  const { head, tail } = splitPath(shortPath(path, home, inProject ? project : null), line);
  return (
    <Tip text={visibleString(line === undefined ? path : `${path}:${line}`)}>
      <span className="inline-flex max-w-full min-w-0 font-mono text-small">
        {head !== '' && (
          <span className="min-w-0 shrink truncate">
            <VisibleText text={head} />
          </span>
        )}
        <span className="max-w-full shrink-0 truncate">
          <VisibleText text={tail} />
        </span>
      </span>
    </Tip>
  );
}
