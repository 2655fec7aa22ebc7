import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { AboutGroup } from './about-group.tsx';
import { AgentsGroup } from './agents-group.tsx';
import { AppearanceGroup } from './appearance-group.tsx';
import { CommandGroup } from './command-group.tsx';
import { DesktopGroup } from './desktop-group.tsx';
import { HomesGroup } from './homes-group.tsx';
import { MachineGroup } from './machine-group.tsx';
import { Group, Row } from './row.tsx';
import { WatchedGroup } from './watched-group.tsx';

/** Everything that is chosen about Gatehouse itself. `keep` says and changes how long calls are kept. */
export function SettingsPane({ keep }: { keep: ReactNode }) {
  const { settings } = useGatehouse();
  const problem = useStore(settings.store, ({ state, failure }) => failure ?? state?.problem);
  const lock = useConnection(lockReason);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <section aria-label="Settings" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-4 pb-10 -outline-offset-2">
      <div className="max-w-[52rem]">
        {lock !== undefined && (
          <div className="pt-3">
            <Note>{lock.replace('Switches work', 'Settings can be changed')}</Note>
          </div>
        )}
        {problem !== undefined && (
          <div className="pt-3">
            <Note tone="danger">{visibleString(problem)}</Note>
          </div>
        )}
        <AgentsGroup />
        <HomesGroup />
        <WatchedGroup />
        <AppearanceGroup />
        <Group title="History">
          <Row name="Calls are kept" action={keep}>
            On this machine alone, secrets taken out, also after the agents have deleted their transcripts
          </Row>
        </Group>
        <CommandGroup />
        <DesktopGroup />
        <MachineGroup />
        <AboutGroup />
      </div>
    </section>
  );
}
