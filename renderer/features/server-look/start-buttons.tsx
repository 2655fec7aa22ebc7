import { useStore } from 'zustand';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { targetKey } from '#renderer/store/inspections.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

interface StartButtonsProps {
  id: string;
  server: string;
  /** Why is said above. */
  isBlocked?: boolean;
  isAgain?: boolean;
  /** It is behind a URL: it is connected to, and no cage can tell what it needs. */
  isRemote?: boolean;
}

/** Starts a server, with or without watching what it is refused; while it starts it can be called off. */
export function StartButtons({ id, server, isBlocked = false, isAgain = false, isRemote = false }: StartButtonsProps) {
  const { inspections } = useGatehouse();
  const lock = useConnection(lockReason);
  const key = targetKey({ id, server });
  const isStarting = useStore(inspections.store, ({ starting }) => starting.has(key));
  const failure = useStore(inspections.store, ({ failures }) => failures.get(key));
  const isOff = isBlocked || lock !== undefined;
  const start = (isObserved: boolean) => () => void inspections.start({ id, server }, isObserved);
  if (isStarting) {
    return (
      <div className="flex items-center gap-3 pt-4" role="status">
        <span className="text-muted">Starting, and asking for its tools…</span>
        <Button onClick={() => inspections.cancelStart({ id, server })}>Cancel</Button>
      </div>
    );
  }
  const watched = 'Collects every file it is refused, and offers what it needs as grants. Several times slower.';
  return (
    <>
      {failure !== undefined && (
        <div className="pt-3" role="alert">
          <Note tone="danger">
            <VisibleText text={failure} lines />
          </Note>
        </div>
      )}
      <div className="flex flex-wrap gap-2 pt-4">
        <Hint text={lock}>
          <Button look={isAgain ? 'edged' : 'main'} aria-disabled={isOff} onClick={start(false)}>
            {words[isRemote ? 'remote' : 'local'][isAgain ? 1 : 0]}
          </Button>
        </Hint>
        {!isRemote && (
          <Tip text={lock ?? watched}>
            <Button aria-disabled={isOff} onClick={start(true)}>
              {isAgain ? 'Start again and learn' : 'Start it and learn what it needs'}
            </Button>
          </Tip>
        )}
      </div>
    </>
  );
}

const words = { local: ['Start it', 'Start again'], remote: ['Connect', 'Connect again'] };

function Hint({ text, children }: { text: string | undefined; children: React.ReactElement }) {
  return text === undefined ? children : <Tip text={text}>{children}</Tip>;
}
