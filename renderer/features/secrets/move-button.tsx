import { useStore } from 'zustand';
import type { PlainSecret } from '#contract/secrets';
import { keychainWords } from '#renderer/lib/secret-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, usePending } from '#renderer/store/gatehouse-context.ts';
import { keyOf } from '#renderer/store/pending.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Asks to move one secret; while the keychain is not ready it says why it cannot. */
export function MoveButton({ finding }: { finding: PlainSecret }) {
  const { switching } = useGatehouse();
  const { plugin, server, variable, project } = finding;
  const blocked = useBlocked();
  const isPending = usePending((state) => state.pending.has(targetKey(finding)));
  if (plugin === undefined || server === undefined) return null;
  const press = () => void switching.askMove({ plugin, server, variable, project });
  const button = (
    <Button
      aria-disabled={blocked !== undefined || isPending}
      onClick={blocked === undefined && !isPending ? press : undefined}
    >
      {isPending ? (
        'Moving…'
      ) : (
        <span>
          Move <span className="sr-only">{visibleString(variable)} </span>to keychain…
        </span>
      )}
    </Button>
  );
  return blocked === undefined ? button : <Tip text={blocked}>{button}</Tip>;
}

/** Why the last try failed, until the next one. */
export function MoveFailure({ finding }: { finding: PlainSecret }) {
  const failure = usePending((state) => state.failures.get(targetKey(finding)));
  if (failure === undefined || !finding.canMove) return null;
  return (
    <div role="alert" className="max-w-[60rem] py-1">
      <Note tone="danger">
        <VisibleText text={failure} />
      </Note>
    </div>
  );
}

function useBlocked(): string | undefined {
  const locked = useConnection(lockReason);
  const isSample = useConnection((state) => state.info?.isSample === true);
  const keychain = useStore(useGatehouse().secrets.store, (state) => state.keychain);
  if (locked !== undefined) return locked;
  if (isSample) return 'Nothing of the sample home is moved: the keychain is your real one.';
  if (keychain === undefined || keychain.state === 'ready') return undefined;
  return `${keychainWords[keychain.state]}. ${keychain.remedy ?? ''}`.trim();
}

function targetKey({ plugin = '', server = '' }: PlainSecret): string {
  return keyOf({ id: plugin, component: { kind: 'mcp-server', name: server } });
}
