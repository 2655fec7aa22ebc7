import { useEffect, useState } from 'react';
import type { RunningSession } from '#contract/sessions';
import { useGatehouse } from './gatehouse-context.ts';

/** The agents tell nobody when a session begins or ends. */
const LOOK_MS = 5_000;

/** Sessions that run, looked at again while the window is seen; undefined until the first answer. */
export function useRunningSessions(): readonly RunningSession[] | undefined {
  const { client } = useGatehouse();
  const [sessions, setSessions] = useState<readonly RunningSession[]>();
  useEffect(() => {
    let isOver = false;
    const look = async () => {
      if (document.visibilityState !== 'visible') return;
      // What cannot be told now is told at the next look; the line it stands in is only a hint.
      const found = await client.call('sessions.running', {}).catch(() => undefined);
      if (!isOver && found !== undefined) setSessions(found.sessions);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    const stop = client.on('changes.recorded', () => void look());
    return () => {
      isOver = true;
      clearInterval(timer);
      stop();
    };
  }, [client]);
  return sessions;
}
