import { useStore } from 'zustand';
import { KeychainLine } from '#renderer/features/secrets/keychain-line.tsx';
import { SecretDialogs } from '#renderer/features/secrets/secret-dialogs.tsx';
import { SecretsPane } from '#renderer/features/secrets/secrets-pane.tsx';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';

export function SecretsScreen() {
  const { secrets, switching } = useGatehouse();
  const isAsked = useStore(secrets.ask.store, (state) => state.question !== undefined);
  const isMoveAsked = useStore(switching.ask, (state) => state.question !== undefined);
  return (
    <>
      <KeychainLine />
      <div className="list-split flex min-h-0 flex-1" data-idle={isAsked || isMoveAsked}>
        <SecretsPane />
      </div>
      <SecretDialogs />
    </>
  );
}
