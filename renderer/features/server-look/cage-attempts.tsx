import { useState } from 'react';
import type { Grant, InspectSession } from '#contract/inspect';
import { grantWords } from '#renderer/lib/inspect-words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Attempts shown before somebody asks for all. */
const shortList = 6;

interface CageAttemptsProps {
  session: InspectSession;
  /** Then nothing refused is news too. */
  isLearning: boolean;
}

/** What its cage refused, and the least that would have let it pass, each with a yes of its own. */
export function CageAttempts({ session, isLearning }: CageAttemptsProps) {
  const [isAll, setAll] = useState(false);
  const { refused, proposal, granted } = session;
  if (refused.length === 0 && proposal.length === 0 && granted.length === 0 && !isLearning) return null;
  const shown = isAll ? refused : refused.slice(-shortList);
  return (
    <Section title="Refused by its cage" aside={refused.length}>
      {refused.length === 0 && (
        <p className="text-muted">Nothing so far. Call the tools you need, then come back here.</p>
      )}
      <ul>
        {shown.map((words, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same attempt may be made twice
          <li key={index} className="py-0.5 text-small/5 wrap-anywhere text-muted">
            <VisibleText text={words} />
          </li>
        ))}
      </ul>
      {refused.length > shortList && (
        <button type="button" className="text-small text-accent hover:underline" onClick={() => setAll(!isAll)}>
          {isAll ? 'show the last only' : `show all ${refused.length}`}
        </button>
      )}
      {proposal.length > 0 && <Proposal key={proposal.length} session={session} />}
      {granted.length > 0 && <Granted session={session} />}
    </Section>
  );
}

function Proposal({ session }: { session: InspectSession }) {
  const { inspections } = useGatehouse();
  const lock = useConnection(lockReason);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const { proposal } = session;
  const chosen = proposal.filter((grant) => wanted.has(grantWords(grant)));
  const toggle = (grant: Grant) => {
    const next = new Set(wanted);
    if (!next.delete(grantWords(grant))) next.add(grantWords(grant));
    setWanted(next);
  };
  return (
    <fieldset className="mt-2 rounded-control border border-line px-2.5 pt-1 pb-2.5">
      <legend className="px-1 text-small font-semibold">The least it needs for that</legend>
      {proposal.map((grant) => (
        <label key={grantWords(grant)} className="flex items-start gap-2 py-0.5 text-small/5">
          <input
            type="checkbox"
            className="mt-1 flex-none accent-(--accent)"
            checked={wanted.has(grantWords(grant))}
            onChange={() => toggle(grant)}
          />
          <span className="min-w-0 wrap-anywhere">
            <VisibleText text={grantWords(grant)} />
          </span>
        </label>
      ))}
      <div className="flex items-center gap-2 pt-1.5">
        <Button
          aria-disabled={chosen.length === 0 || lock !== undefined}
          onClick={() => void inspections.grant(session.session, chosen, true)}
        >
          Grant {chosen.length === 0 ? 'what is marked' : chosen.length}
        </Button>
        <span className="text-small text-faint">from its next start</span>
      </div>
    </fieldset>
  );
}

function Granted({ session }: { session: InspectSession }) {
  const { inspections } = useGatehouse();
  const lock = useConnection(lockReason);
  return (
    <ul aria-label="Granted" className="pt-2">
      {session.granted.map((grant) => (
        <li key={grantWords(grant)} className="flex items-start gap-2 py-0.5 text-small/5">
          <span className="min-w-0 flex-1 wrap-anywhere">
            <span className="font-semibold text-ok">Granted:</span> <VisibleText text={grantWords(grant)} />
          </span>
          <button
            type="button"
            aria-disabled={lock !== undefined}
            className="flex-none text-accent hover:underline"
            onClick={() => {
              if (lock === undefined) void inspections.grant(session.session, [grant], false);
            }}
          >
            Take back<span className="sr-only"> {grantWords(grant)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
