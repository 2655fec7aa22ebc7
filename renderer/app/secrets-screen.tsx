import { useStore } from 'zustand';
import { DeleteDialog } from '#renderer/features/secrets/delete-dialog.tsx';
import { KeychainLine } from '#renderer/features/secrets/keychain-line.tsx';
import { SecretsPane } from '#renderer/features/secrets/secrets-pane.tsx';
import { SetDialog } from '#renderer/features/secrets/set-dialog.tsx';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';

export function SecretsScreen() {
  const { secrets } = useGatehouse();
  const question = useStore(secrets.ask.store, (state) => state.question);
  return (
    <>
      <KeychainLine />
      <div className="list-split flex min-h-0 flex-1" data-idle={question !== undefined}>
        <SecretsPane />
      </div>
      {question?.deed === 'set' && <SetDialog name={question.name} />}
      {question?.deed === 'delete' && <DeleteDialog name={question.name} />}
    </>
  );
}
