import { useState } from 'react';
import type { Check } from '#contract/inventory';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Group, Row } from './row.tsx';

const words = { ok: 'ready', missing: 'missing', warning: 'look' };

/** The cage, the keychain and all else this machine has to have, looked at when asked. */
export function MachineGroup() {
  const { client } = useGatehouse();
  const [checks, setChecks] = useState<readonly Check[]>();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    try {
      setChecks((await client.call('doctor.checks', {})).checks);
      setFailure(undefined);
    } catch (error) {
      setFailure(messageOf(error));
    }
    setBusy(false);
  };
  return (
    <Group title="This machine">
      <Row
        name="Checks"
        action={
          <Button aria-disabled={isBusy} onClick={() => void look()}>
            {isBusy ? 'Looking…' : checks === undefined ? 'Look now' : 'Look again'}
          </Button>
        }
      >
        <span role="status">{summary(checks, isBusy)}</span>
        {failure !== undefined && <Note tone="danger">{visibleString(failure)}</Note>}
      </Row>
      {checks?.map(({ name, state, detail, help }) => (
        <Row
          key={name}
          name={visibleString(name)}
          action={<Chip tone={state === 'ok' ? 'quiet' : 'warn'}>{words[state]}</Chip>}
        >
          {visibleString(detail)}
          {help !== undefined && <p className="text-muted">{visibleString(help)}</p>}
        </Row>
      ))}
    </Group>
  );
}

function summary(checks: readonly Check[] | undefined, isBusy: boolean): string {
  if (checks === undefined)
    return isBusy
      ? 'Looking at the cage, the keychain and the history'
      : 'The cage, the keychain, the history, programs';
  const wrong = checks.filter(({ state }) => state !== 'ok').length;
  return wrong === 0 ? 'Everything is there' : `${wrong} of ${checks.length} need a look`;
}
