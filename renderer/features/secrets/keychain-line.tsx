import { RefreshCw } from 'lucide-react';
import { useStore } from 'zustand';
import type { KeychainState } from '#contract/secrets';
import { keychainWords } from '#renderer/lib/secret-words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { type Shape, StateShape } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

const shapes: Record<KeychainState['state'], Shape> = {
  ready: 'enabled',
  locked: 'blocked',
  waiting: 'pending',
  none: 'missing',
};

/** How the keychain is, in words, with what to do about it. */
export function KeychainLine() {
  const { secrets } = useGatehouse();
  const { keychain, isLooking } = useStore(secrets.store);
  return (
    <section aria-label="Keychain" className="flex flex-none items-start gap-3 border-b border-line py-2 pr-3 pl-4">
      <div aria-live="polite" className="min-w-0 flex-1 py-[3px]">
        {keychain === undefined ? (
          <p className="text-muted">{isLooking && 'The keychain is asked…'}</p>
        ) : (
          <State {...keychain} />
        )}
      </div>
      <Button aria-disabled={isLooking} onClick={() => void secrets.look()}>
        <RefreshCw className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
        {isLooking ? 'Looking…' : 'Look again'}
      </Button>
    </section>
  );
}

function State({ state, detail, remedy }: KeychainState) {
  return (
    <>
      <p className="flex gap-1.5">
        <StateShape shape={shapes[state]} />
        <span className="font-semibold whitespace-nowrap">{keychainWords[state]}</span>
        {state === 'ready' && <span className="text-muted">Values are kept there and nowhere else.</span>}
      </p>
      {state !== 'ready' && (
        <div className="max-w-[46rem] pl-[1.125rem] wrap-anywhere">
          <p className="text-muted">
            <VisibleText text={detail} />
          </p>
          {remedy !== undefined && (
            <p>
              <VisibleText text={remedy} />
            </p>
          )}
        </div>
      )}
    </>
  );
}
