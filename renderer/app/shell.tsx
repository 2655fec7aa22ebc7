import { useMemo } from 'react';
import { DeadEnd } from '#renderer/features/notices/dead-end.tsx';
import { SwitchDialog } from '#renderer/features/switch-dialog/switch-dialog.tsx';
import { mainElementId } from '#renderer/lib/region-ids.ts';
import { useConnection, useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { PathRootsContext } from '#renderer/ui/path-roots.ts';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { PluginsScreen } from './plugins-screen.tsx';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { TitleBar } from './title-bar.tsx';

export function Shell() {
  const link = useConnection((state) => state.link);
  const home = useInventory((state) => state.snapshot?.home ?? '');
  const project = useInventory((state) => state.snapshot?.project ?? null);
  const roots = useMemo(() => ({ home, project }), [home, project]);
  if (link === 'refused') return <Refused />;
  if (link === 'stale') return <Stale />;
  if (link === 'closed') return <DeadEnd title="This tab has left Gatehouse">Close it, or load it again.</DeadEnd>;
  return (
    <PathRootsContext value={roots}>
      <Frame />
    </PathRootsContext>
  );
}

function Frame() {
  const gatehouse = useGatehouse();
  const isHelpOpen = useView((state) => state.helpOpen);
  useScreenKeys((key, from) => {
    if (from instanceof HTMLInputElement) return false;
    if (key === '?') gatehouse.view.setState({ helpOpen: true });
    else if (key === 'u') void gatehouse.switching.askUndoLast();
    else return false;
    return true;
  });
  return (
    <div className="grid h-full grid-cols-[var(--rail)_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_var(--row-dense)]">
      <Rail />
      <main id={mainElementId} className="flex min-h-0 min-w-0 flex-col bg-surface">
        <TitleBar />
        <PluginsScreen />
      </main>
      <StatusBar />
      <SwitchDialog />
      {isHelpOpen && <KeysDialog />}
    </div>
  );
}

function Refused() {
  return (
    <DeadEnd title="Gatehouse does not know this tab">
      <p>The address carried no valid token, or the token belongs to an earlier run.</p>
      <p>
        Open the whole address that Gatehouse printed in the terminal, the part after <code>#token=</code> included.
      </p>
    </DeadEnd>
  );
}

function Stale() {
  return (
    <DeadEnd
      title="This tab is of another version"
      action={{ label: 'Load it again', press: () => window.location.reload() }}
    >
      <p>Gatehouse was started again since, in another version. What this tab shows may be wrong, so it has stopped.</p>
      <p>If loading does not help, open the address that Gatehouse printed.</p>
    </DeadEnd>
  );
}
