import { useStore } from 'zustand';
import { listElementId } from '#renderer/lib/region-ids.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { HowToStore } from './how-to-store.tsx';
import { PlainList } from './plain-list.tsx';
import { SecretTable } from './secret-table.tsx';

/** What the keychain holds, by name, and what stands in files where it should not. */
export function SecretsPane() {
  const { secrets, findings, failure } = useStore(useGatehouse().secrets.store);
  return (
    <section aria-label="Secrets" className="@container/pane flex min-w-0 flex-1 flex-col">
      {failure !== undefined && (
        <div className="p-4">
          <Note tone="danger">
            The secrets could not be read: <VisibleText text={failure} />
          </Note>
        </div>
      )}
      <div
        id={listElementId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
        tabIndex={0}
        role="region"
        aria-label="Names"
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
      >
        {secrets?.length === 0 && <NoSecrets />}
        {secrets !== undefined && secrets.length > 0 && <SecretTable secrets={secrets} />}
        {findings !== undefined && <PlainList findings={findings} />}
        {secrets !== undefined && (
          <div className="px-4 py-6">
            <HowToStore />
          </div>
        )}
      </div>
    </section>
  );
}

function NoSecrets() {
  return (
    <div className="px-4 pt-6">
      <h2 className="text-title font-semibold">No secrets are stored</h2>
      <p className="max-w-[42rem] pt-0.5 text-muted">
        A value lies in the keychain of this machine and is handed to the guarded server it is for when that starts: not
        written to a file, an argument, a log or this window.
      </p>
    </div>
  );
}
