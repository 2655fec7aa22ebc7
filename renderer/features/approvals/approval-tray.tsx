import { useStore } from 'zustand';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ApprovalCard } from './approval-card.tsx';

/** Calls that wait for a yes, below whatever screen is open: nothing is covered, and nothing takes the focus. */
export function ApprovalTray() {
  const { approvals } = useGatehouse();
  const { waiting, answered } = useStore(approvals.store);
  const lock = useConnection(lockReason);
  if (waiting.length === 0) return null;
  const title = waiting.length === 1 ? 'A call waits for your yes' : `${waiting.length} calls wait for your yes`;
  const denyAll = () => {
    for (const { id } of waiting) if (!answered.has(id)) void approvals.answer(id, 'deny');
  };
  return (
    <section
      aria-label="Waiting for your yes"
      className="flex max-h-[45%] flex-none flex-col border-t border-warn bg-raised"
    >
      <div className="flex h-(--tools) flex-none items-center gap-3 border-b border-line px-3">
        <h2 className="min-w-0 flex-1 font-semibold">{title}</h2>
        <span role="alert" className="sr-only">
          {title}
        </span>
        {lock !== undefined && <span className="text-small text-muted">{lock}</span>}
        {waiting.length > 1 && (
          <Button look="danger" aria-disabled={lock !== undefined} onClick={denyAll}>
            Deny all
          </Button>
        )}
      </div>
      <ul className="min-h-0 overflow-y-auto">
        {waiting.map((approval) => (
          <ApprovalCard
            key={approval.id}
            approval={approval}
            isLocked={lock !== undefined || answered.has(approval.id)}
            onAnswer={(answer) => void approvals.answer(approval.id, answer)}
          />
        ))}
      </ul>
    </section>
  );
}
