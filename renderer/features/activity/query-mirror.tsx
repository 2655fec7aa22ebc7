import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { QueryProblem } from '#contract/history';
import { type QueryPart, queryParts } from '#renderer/lib/query-text.ts';

interface QueryMirrorProps {
  query: string;
  problem: QueryProblem | undefined;
  input: RefObject<HTMLInputElement | null>;
}

/** The same text under the field, letter on letter: the field holds the caret, this holds the colours. */
export function QueryMirror({ query, problem, input }: QueryMirrorProps) {
  const mirror = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const field = input.current;
    if (field === null) return;
    const follow = () => {
      if (mirror.current !== null) mirror.current.scrollLeft = field.scrollLeft;
    };
    follow();
    field.addEventListener('scroll', follow);
    return () => field.removeEventListener('scroll', follow);
  }, [input]);
  return (
    <div
      ref={mirror}
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 flex items-center overflow-hidden whitespace-pre text-fg"
    >
      <span className="flex-none">{piecesOf(query, problem)}</span>
    </div>
  );
}

function piecesOf(query: string, problem: QueryProblem | undefined): ReactNode[] {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const part of queryParts(query)) {
    if (part.from > at) pieces.push(<Run key={at} query={query} from={at} to={part.from} problem={problem} />);
    pieces.push(<Part key={part.from} query={query} part={part} problem={problem} />);
    at = part.to;
  }
  const end = Math.max(query.length, (problem?.to ?? 0) > query.length ? query.length + 1 : 0);
  pieces.push(<Run key={at} query={query} from={at} to={end} problem={problem} />);
  return pieces;
}

interface PartProps {
  query: string;
  part: QueryPart;
  problem: QueryProblem | undefined;
}

function Part({ query, part, problem }: PartProps) {
  const run = { query, problem };
  if (part.kind === 'and' || part.kind === 'or' || part.kind === 'bracket')
    return (
      <span className="text-accent">
        <Run {...run} from={part.from} to={part.to} />
      </span>
    );
  if (part.kind !== 'field') return <Run {...run} from={part.from} to={part.to} />;
  // A shadow and not padding: the letters must stay where the field has them.
  return (
    <span className="rounded-[1px] bg-selected py-px shadow-[0_0_0_2px_var(--selected)]">
      <span className="text-muted">
        <Run {...run} from={part.from} to={part.valueFrom} />
      </span>
      <Run {...run} from={part.valueFrom} to={part.to} />
    </span>
  );
}

interface RunProps {
  query: string;
  from: number;
  to: number;
  problem: QueryProblem | undefined;
}

/** A stretch of the query, underlined where the problem lies. A problem past the end shows below an empty place. */
function Run({ query, from, to, problem }: RunProps) {
  const badFrom = Math.max(from, Math.min(problem?.from ?? to, to));
  const badTo = Math.min(to, Math.max(badFrom, problem?.to ?? to, (problem?.from ?? 0) + 1));
  if (problem === undefined || badTo <= badFrom || problem.from >= to) return query.slice(from, to);
  return (
    <>
      {query.slice(from, badFrom)}
      <span className="text-danger underline decoration-danger decoration-wavy decoration-1 underline-offset-2">
        {query.slice(badFrom, badTo) || ' '}
      </span>
      {query.slice(badTo, to)}
    </>
  );
}
