import { useStore } from 'zustand';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { HowToStore } from './how-to-store.tsx';
import { SecretTable } from './secret-table.tsx';

export function SecretsPane() {
  const { secrets, failure } = useStore(useGatehouse().secrets.store);
  return (
    <section aria-label="Secrets" className="@container/pane flex min-w-0 flex-1 flex-col">
      {failure !== undefined && (
        <div className="p-4">
          <Note tone="danger">
            The secrets could not be read: <VisibleText text={failure} />
          </Note>
        </div>
      )}
      {secrets?.length === 0 && <NoSecrets />}
      {secrets !== undefined && secrets.length > 0 && <SecretTable secrets={secrets} />}
    </section>
  );
}

function NoSecrets() {
  return (
    <div className="px-4 pt-10">
      <h2 className="text-title font-semibold">No secrets are stored</h2>
      <p className="max-w-[42rem] pt-0.5 pb-3 text-muted">
        A value lies in the keychain of this machine and is handed to the guarded server it is for when that starts: not
        written to a file, an argument, a log or this window.
      </p>
      <HowToStore />
    </div>
  );
}
