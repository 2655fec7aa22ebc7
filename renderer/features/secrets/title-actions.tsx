import { setLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';

/** Left out where no value may be typed; the list says why and what to do instead. */
export function SecretActions() {
  const { secrets } = useGatehouse();
  const locked = useConnection(setLock);
  if (locked !== undefined) return null;
  return <Button onClick={() => secrets.ask.askSet()}>Add secret…</Button>;
}
