import { useEffect, useId, useState } from 'react';
import type { Approval, ApprovalAnswer } from '#contract/approvals';
import { approvalTitle, argumentLines, secondsLeft } from '#renderer/lib/approval-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** A press meant for what stood there before must not be a yes. */
const HELD_BACK_MS = 600;

interface CardProps {
  approval: Approval;
  isLocked: boolean;
  onAnswer(answer: ApprovalAnswer): void;
}

export function ApprovalCard({ approval, isLocked, onAnswer }: CardProps) {
  const title = useId();
  const isNew = useHeldBack();
  const { args, argsBytes, project, reason } = approval;
  const isCut = args !== undefined && argsBytes !== undefined && argsBytes > new TextEncoder().encode(args).length;
  const left = secondsLeft(approval, useSeconds());
  const disabled = isLocked || isNew;
  const press = (answer: ApprovalAnswer) => ({ 'aria-disabled': disabled, onClick: () => onAnswer(answer) });
  return (
    <li aria-labelledby={title} className="grid gap-2 border-b border-line px-3 py-2.5 last:border-b-0">
      <div className="flex items-baseline gap-3">
        <h3 id={title} className="min-w-0 flex-1 font-semibold wrap-anywhere">
          <VisibleText text={approvalTitle(approval)} />
        </h3>
        <span className="flex-none text-small text-muted">
          <span className="tabular-nums">{left}</span> s, then it is denied
        </span>
      </div>
      <p className="text-small text-muted wrap-anywhere">
        <VisibleText text={reason} /> In <PathText path={project} />.
      </p>
      {args !== undefined && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Arguments"
          className="max-h-40 overflow-auto rounded-control border border-line bg-sunken px-2 py-1.5 font-mono text-small whitespace-pre-wrap wrap-anywhere"
        >
          <VisibleText text={argumentLines(args)} lines />
        </pre>
      )}
      {isCut && (
        <p className="text-small text-warn">
          Only the beginning of the arguments is shown; they are {argsBytes.toLocaleString('en')} bytes long.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="danger" {...press('deny')}>
          Deny
        </Button>
        <Button {...press('once')}>Allow once</Button>
        <Button {...press('session')}>Allow for this session</Button>
        <Button {...press('always')}>Always allow this tool</Button>
      </div>
    </li>
  );
}

function useHeldBack(): boolean {
  const [isNew, setNew] = useState(true);
  useEffect(() => {
    const timer = window.setTimeout(() => setNew(false), HELD_BACK_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return isNew;
}

/** The time, again each second. */
function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
