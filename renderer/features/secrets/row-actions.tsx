import { lockReason, setLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import type { SecretName } from '#renderer/store/secret-ask.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Tip } from '#renderer/ui/tip.tsx';

export function SecretActions({ name }: { name: SecretName }) {
  const { ask } = useGatehouse().secrets;
  const cannotSet = useConnection(setLock);
  const locked = useConnection(lockReason);
  const remove = (
    <Button
      look="plain"
      aria-label={`Delete ${name.variable}`}
      aria-disabled={locked !== undefined}
      onClick={() => ask.askDelete(name)}
    >
      Delete…
    </Button>
  );
  return (
    <span className="flex justify-end gap-1 pr-2">
      {cannotSet === undefined && (
        <Button look="plain" aria-label={`Replace ${name.variable}`} onClick={() => ask.askSet(name)}>
          Replace…
        </Button>
      )}
      {locked === undefined ? remove : <Tip text={locked}>{remove}</Tip>}
    </span>
  );
}
