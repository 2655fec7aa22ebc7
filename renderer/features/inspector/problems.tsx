import type { Problem } from '#contract/plugin';
import { bySeverity } from '#renderer/lib/attention.ts';
import { problemWords } from '#renderer/lib/problem-words.ts';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { type Shape, StateShape } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

const shapes: Record<Problem['severity'], Shape> = { error: 'broken', warning: 'drift', info: 'disabled' };
const words: Record<Problem['severity'], string> = { error: 'Error', warning: 'Warning', info: 'Note' };

export function Problems({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <Section title="Problems" aside={problems.length}>
      <ul>
        {bySeverity(problems).map((problem) => (
          <ProblemLine key={`${problem.code} ${problem.file} ${problem.line} ${problem.message}`} problem={problem} />
        ))}
      </ul>
    </Section>
  );
}

function ProblemLine({ problem }: { problem: Problem }) {
  return (
    <li className="grid grid-cols-[0.75rem_minmax(0,1fr)] gap-x-2 py-0.5">
      <span className="flex h-5 items-center">
        <StateShape shape={shapes[problem.severity]} />
      </span>
      <div className="min-w-0">
        <p className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1">
            <span className="sr-only">{words[problem.severity]}: </span>
            {problemWords(problem)}
          </span>
          <code className="text-faint">{problem.code}</code>
        </p>
        <p className="text-small wrap-anywhere text-muted">
          <VisibleText text={problem.message} lines />
        </p>
        {problem.file !== undefined && (
          <p className="flex text-small text-muted">
            <FileLink path={problem.file} line={problem.line} />
          </p>
        )}
      </div>
    </li>
  );
}
