import { useStore } from 'zustand';
import type { PermissionsView } from '#contract/permissions';
import { cageSummary } from '#renderer/lib/permission-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { UndoLine } from '#renderer/ui/undo-line.tsx';
import { FolderPick } from './folder-pick.tsx';
import { RuleList } from './rule-list.tsx';
import { ServerSection } from './server-section.tsx';

/** What the servers of a plugin may do: held tools first, then each tool with what decides it, then the cage. */
export function PermissionsTab({ id }: { id: string }) {
  const shown = useStore(useGatehouse().permissions.store, (state) =>
    state.shown?.id === id ? state.shown : undefined,
  );
  if (shown?.failure !== undefined) {
    return (
      <div className="pt-3">
        <Note tone="danger">What it may do could not be told: {visibleString(shown.failure)}</Note>
      </div>
    );
  }
  if (shown?.view === undefined) return null;
  return (
    <>
      <Shown view={shown.view} />
      <LastChange />
    </>
  );
}

function Shown({ view }: { view: PermissionsView }) {
  const provides = useInventory((state) => state.byId.get(view.plugin)?.provides);
  return (
    <>
      {provides !== undefined && (
        <p className="pt-3 text-title font-semibold">{capital(cageSummary(view.servers, provides))}</p>
      )}
      {view.problems.map((problem) => (
        <div key={problem} className="pt-2">
          <Note tone="danger">{visibleString(problem)}</Note>
        </div>
      ))}
      <FolderPick folder={view.folder} />
      {view.servers.map((server) => (
        <ServerSection key={server.server} view={view} server={server} />
      ))}
      <RuleList view={view} />
    </>
  );
}

/** Stays in sight while the tools are scrolled. */
function LastChange() {
  const { permissions } = useGatehouse();
  const { undo, failure, isWriting } = useStore(permissions.store);
  const isThere = undo !== undefined || failure !== undefined;
  return (
    <div className={`sticky -bottom-4 z-10 -mx-4 -mb-4 bg-surface px-4 ${isThere ? 'border-t border-line' : ''}`}>
      <UndoLine
        words={undo?.words}
        failure={failure}
        isBusy={isWriting}
        onUndo={() => void undo?.take()}
        onDismiss={permissions.forgetUndo}
      />
    </div>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
