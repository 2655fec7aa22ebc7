import { useStore } from 'zustand';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Tip } from '#renderer/ui/tip.tsx';

/** Who starts this server for its agent, and the way to change that; the diff comes before anything is written. */
export function GuardLine({ id, server, isRemote }: { id: string; server: string; isRemote: boolean }) {
  const { guards, switching } = useGatehouse();
  const lock = useConnection(lockReason);
  const isGuarded = useStore(guards, (state) =>
    state.guards?.some((each) => each.plugin === id && each.server === server),
  );
  if (isGuarded === undefined) return null;
  const button = (
    <Button
      aria-disabled={lock !== undefined}
      onClick={() => void switching.askGuard({ id, server, guard: !isGuarded, name: server })}
    >
      {isGuarded ? 'Stop guarding…' : 'Guard it…'}
    </Button>
  );
  return (
    <div className="mt-3 flex items-center gap-3 rounded-control border border-line px-3 py-2">
      <p className="min-w-0 flex-1 text-small/5">
        <span className="font-semibold">{isGuarded ? 'Guarded.' : 'Not guarded.'}</span>{' '}
        <span className="text-muted">{words[isRemote ? 'remote' : 'local'][isGuarded ? 'guarded' : 'free']}</span>
      </p>
      {lock === undefined ? button : <Tip text={lock}>{button}</Tip>}
    </div>
  );
}

const words = {
  local: {
    guarded: 'Its agent starts it through Gatehouse: in a cage, each call decided and recorded.',
    free: 'Its agent starts it by itself: it runs as you, and sees what you see.',
  },
  remote: {
    guarded: 'Its agent reaches it through Gatehouse: each call decided and recorded. It runs elsewhere, not here.',
    free: 'Its agent reaches it by itself: nobody decides its calls.',
  },
};
