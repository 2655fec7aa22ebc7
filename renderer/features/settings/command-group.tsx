import { useEffect, useState } from 'react';
import type { CommandState } from '#contract/settings';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Group, Row } from './row.tsx';

/** The command `gatehouse` for terminals: whether it is there, and the way to put it there and to take it away. */
export function CommandGroup() {
  const { client, say } = useGatehouse();
  const link = useConnection((state) => state.link);
  const isLocked = useConnection((state) => lockReason(state) !== undefined);
  const [state, setState] = useState<CommandState>();
  useEffect(() => {
    let isOver = false;
    if (link !== 'open') return undefined;
    client.call('command.state', {}).then(
      (found) => !isOver && setState(found),
      (error: unknown) => !isOver && say(messageOf(error)),
    );
    return () => {
      isOver = true;
    };
  }, [client, link, say]);
  if (state === undefined) return null;
  const act = async (method: 'command.install' | 'command.remove', said: string) => {
    try {
      setState(await client.call(method, {}));
      say(said);
    } catch (error) {
      say(messageOf(error));
    }
  };
  const canInstall =
    state.cannot === undefined && (state.found === 'absent' || (state.found === 'ours' && !state.isCurrent));
  return (
    <Group title="Command line">
      <Row
        name="gatehouse"
        action={
          <>
            {canInstall && (
              <Button aria-disabled={isLocked} onClick={() => void act('command.install', 'The command is there')}>
                {state.found === 'ours' ? 'Renew' : 'Install'}
              </Button>
            )}
            {state.found === 'ours' && (
              <Button aria-disabled={isLocked} onClick={() => void act('command.remove', 'The command is removed')}>
                Remove
              </Button>
            )}
          </>
        }
      >
        {wordsOf(state)} · <PathText path={state.path} />
        {state.cannot !== undefined && <Note>{visibleString(state.cannot)}</Note>}
        {state.found === 'ours' && state.advice !== undefined && <Note tone="warn">{visibleString(state.advice)}</Note>}
      </Row>
    </Group>
  );
}

function wordsOf({ found, isCurrent, isOnPath }: CommandState): string {
  if (found === 'absent') return 'Not installed';
  if (found === 'other') return 'Something else has that name; it is left alone';
  if (!isCurrent) return 'Installed, but it starts another Gatehouse';
  return isOnPath ? 'Installed, found by terminals' : 'Installed, not found by terminals yet';
}
