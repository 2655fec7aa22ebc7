import { useState } from 'react';
import { useStore } from 'zustand';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { Group, Row } from './row.tsx';

/** The home that is looked at, and others one can go to: of a second user, a container, a copy. */
export function HomesGroup() {
  const { client, say, settings } = useGatehouse();
  const homes = useStore(settings.store, ({ state }) => state?.settings.homes) ?? [];
  const here = useInventory((state) => state.snapshot?.home ?? '');
  const isLocked = useConnection((state) => lockReason(state) !== undefined);
  const go = async (home: string | null) => {
    try {
      await client.call('app.openHome', { home });
      say(home === null ? 'Looking at the first home again' : `Looking at ${visibleString(home)}`);
    } catch (error) {
      say(messageOf(error));
    }
  };
  const others = homes.filter((home) => home !== here);
  return (
    <Group title="Homes" aside="whose agents are looked at">
      <Row
        name="Shown now"
        action={
          homes.includes(here) && (
            <Button aria-disabled={isLocked} onClick={() => void go(null)}>
              Back to the first
            </Button>
          )
        }
      >
        <span className="font-mono text-small">
          <VisibleText text={here} />
        </span>
      </Row>
      {others.map((home) => (
        <Row
          key={home}
          name="Another"
          action={
            <>
              <Button aria-disabled={isLocked} aria-label={`Show ${visibleString(home)}`} onClick={() => void go(home)}>
                Show
              </Button>
              <Button
                look="plain"
                aria-disabled={isLocked}
                aria-label={`Forget ${visibleString(home)}`}
                onClick={() => void settings.choose({ homes: homes.filter((each) => each !== home) })}
              >
                Forget
              </Button>
            </>
          }
        >
          <PathText path={home} />
        </Row>
      ))}
      <AddHome
        isLocked={isLocked}
        add={(home) => void settings.choose({ homes: [...homes.filter((each) => each !== home), home] })}
      />
    </Group>
  );
}

function AddHome({ isLocked, add }: { isLocked: boolean; add(home: string): void }) {
  const [text, setText] = useState('');
  const isPath = /^(\/|[A-Za-z]:[\\/]|\\\\)./.test(text.trim());
  return (
    <form
      className="flex items-center gap-2 py-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPath || isLocked) return;
        add(text.trim());
        setText('');
      }}
    >
      <input
        type="text"
        aria-label="Folder of another home"
        placeholder="/home/other"
        spellCheck={false}
        autoComplete="off"
        maxLength={4_000}
        value={text}
        className="h-(--control) min-w-0 flex-1 rounded-control border border-line-control bg-raised px-2 font-mono text-small placeholder:text-faint"
        onChange={({ target }) => setText(target.value)}
      />
      <Button type="submit" aria-disabled={!isPath || isLocked}>
        Add a home
      </Button>
    </form>
  );
}
