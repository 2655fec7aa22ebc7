import { useMemo, useState } from 'react';
import { ApprovalTray } from '#renderer/features/approvals/approval-tray.tsx';
import { DiagnosticsDialog } from '#renderer/features/diagnostics/diagnostics-dialog.tsx';
import { DeadEnd } from '#renderer/features/notices/dead-end.tsx';
import { BulkDialog } from '#renderer/features/switch-dialog/bulk-dialog.tsx';
import { SwitchDialog } from '#renderer/features/switch-dialog/switch-dialog.tsx';
import type { ScreenName } from '#renderer/lib/url-state.ts';
import type { Gatehouse } from '#renderer/store/gatehouse.ts';
import { useConnection, useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { FloatHomeContext } from '#renderer/ui/float-home.ts';
import { PathRootsContext } from '#renderer/ui/path-roots.ts';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { ActivityScreen } from './activity-screen.tsx';
import { ChangesScreen } from './changes-screen.tsx';
import { FileOpener } from './file-opener.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { PermissionsScreen } from './permissions-screen.tsx';
import { PluginsScreen } from './plugins-screen.tsx';
import { Rail } from './rail.tsx';
import { RunningScreen } from './running-screen.tsx';
import { SecretsScreen } from './secrets-screen.tsx';
import { SettingsScreen } from './settings-screen.tsx';
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
      <FileOpener>
        <Frame />
      </FileOpener>
    </PathRootsContext>
  );
}

function Frame() {
  const gatehouse = useGatehouse();
  const screen = useView((state) => state.screen);
  const [home, setHome] = useState<HTMLElement | null>(null);
  const isReporting = useView((state) => state.isReporting);
  const isHelpOpen = useView((state) => state.helpOpen);
  useScreenKeys((key, from) => {
    if (from instanceof HTMLInputElement) return false;
    return pressKey(key, gatehouse);
  });
  return (
    <FloatHomeContext value={home}>
      <div className="grid h-full grid-cols-[var(--rail)_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_var(--row-dense)]">
        <Rail />
        <main ref={setHome} className="flex min-h-0 min-w-0 flex-col bg-surface">
          <TitleBar />
          <Screen name={screen} />
          <ApprovalTray />
        </main>
        <StatusBar />
        <SwitchDialog />
        <BulkDialog />
        {isHelpOpen && <KeysDialog />}
        {isReporting && <DiagnosticsDialog />}
      </div>
    </FloatHomeContext>
  );
}

function Screen({ name }: { name: ScreenName }) {
  if (name === 'activity') return <ActivityScreen />;
  if (name === 'running') return <RunningScreen />;
  if (name === 'secrets') return <SecretsScreen />;
  if (name === 'settings') return <SettingsScreen />;
  if (name === 'permissions') return <PermissionsScreen />;
  return name === 'changes' ? <ChangesScreen /> : <PluginsScreen />;
}

function pressKey(key: string, { view, journal, switching }: Gatehouse): boolean {
  const { screen, change: selected } = view.getState();
  const change = journal.getState().changes?.find((each) => each.id === selected);
  if (key === '?') view.setState({ helpOpen: true });
  else if (key === '1') view.setState({ screen: 'plugins' });
  else if (key === '2') view.setState({ screen: 'activity' });
  else if (key === '3') view.setState({ screen: 'changes' });
  else if (key === '4') view.setState({ screen: 'running' });
  else if (key === '5') view.setState({ screen: 'secrets' });
  else if (key === '6') view.setState({ screen: 'permissions' });
  else if (key === '7') view.setState({ screen: 'settings' });
  else if (key === 'u' && screen === 'changes' && change !== undefined) void switching.askUndo(change);
  else if (key === 'u') void switching.askUndoLast();
  else return false;
  return true;
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
