import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { BeforeStart } from './before-start.tsx';
import { GuardLine } from './guard-line.tsx';
import { LookedAt } from './looked-at.tsx';
import { RemotePlace } from './remote-place.tsx';

/** The MCP servers of a plugin, one at a time: how each would be started, and what it is like when it runs. */
export function ServerLook({ id }: { id: string }) {
  const described = useStore(useGatehouse().details, (state) => (state.id === id ? state : undefined));
  const [chosen, choose] = useState<string>();
  if (described?.failure !== undefined) {
    return (
      <div className="pt-3">
        <Note tone="danger">Its servers could not be read: {visibleString(described.failure)}</Note>
      </div>
    );
  }
  const servers = described?.plugin?.components?.filter(({ kind }) => kind === 'mcp-server') ?? [];
  const names = [...new Set(servers.map(({ name }) => name))];
  const server = names.find((name) => name === chosen) ?? names[0];
  if (described?.plugin === undefined) return null;
  if (server === undefined) return <p className="pt-3 text-muted">None of its servers could be read.</p>;
  const remote = servers.find((each) => each.name === server && each.url !== undefined);
  const url = remote?.url;
  return (
    <>
      {names.length > 1 && <Picker names={names} chosen={server} onChoose={choose} />}
      <GuardLine
        id={id}
        server={server}
        isRemote={servers.some(({ name, url }) => name === server && url !== undefined)}
      />
      {url === undefined ? (
        <Panel key={server} id={id} server={server} />
      ) : (
        <RemotePlace url={url} headers={remote?.headers ?? []} />
      )}
    </>
  );
}

function Panel({ id, server }: { id: string; server: string }) {
  const session = useStore(useGatehouse().inspections.store, ({ sessions }) =>
    sessions?.findLast((each) => each.plugin === id && each.server === server),
  );
  return session === undefined ? <BeforeStart id={id} server={server} /> : <LookedAt session={session} />;
}

interface PickerProps {
  names: readonly string[];
  chosen: string;
  onChoose: (name: string) => void;
}

function Picker({ names, chosen, onChoose }: PickerProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 pt-3">
      <label htmlFor={id} className="text-small text-muted">
        Server
      </label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => onChoose(event.target.value)}
        className="h-(--control) min-w-0 flex-1 rounded-control border border-line-control bg-raised px-1.5 text-fg"
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {visibleString(name)}
          </option>
        ))}
      </select>
    </div>
  );
}
