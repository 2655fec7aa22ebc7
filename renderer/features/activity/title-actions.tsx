import { Download, Pause, Play } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useStore } from 'zustand';
import { useCallList, useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { MenuContent, MenuItem } from '#renderer/ui/menu.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { KeepMenu } from './keep-menu.tsx';

/** What the title bar of Activity offers: to pause, and to export what fits. */
export function ActivityActions() {
  const { exporting, status } = useGatehouse().history;
  const running = useStore(exporting.store, (state) => state.running);
  const hasRows = useStore(status, (state) => (state.status?.rows ?? 0) > 0);
  if (!hasRows) return null;
  return (
    <>
      <LiveButton />
      <KeepMenu />
      {running === undefined ? <ExportMenu /> : <Running rows={running.rows} total={running.total} />}
    </>
  );
}

function LiveButton() {
  const { view } = useGatehouse();
  const isPaused = useView((state) => state.isPaused);
  const Icon = isPaused ? Play : Pause;
  return (
    <Tip text={isPaused ? 'New calls wait. Go on, p' : 'New calls appear at the top. Pause, p'}>
      <Button aria-pressed={isPaused} onClick={() => view.setState({ isPaused: !isPaused })}>
        <Icon className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
        {isPaused ? 'Paused' : 'Live'}
      </Button>
    </Tip>
  );
}

function ExportMenu() {
  const { exporting, list } = useGatehouse().history;
  const matched = useCallList((state) => state.matched);
  const start = (format: 'jsonl' | 'csv') => {
    const { query, matched: total } = list.store.getState();
    void exporting.start(query, format, total);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button aria-disabled={matched === 0} disabled={matched === 0}>
          <Download className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
          Export
        </Button>
      </DropdownMenu.Trigger>
      <MenuContent>
        <DropdownMenu.Label className="px-2 pt-1 pb-0.5 text-small text-muted">
          {matched.toLocaleString('en')} calls that fit
        </DropdownMenu.Label>
        <MenuItem onSelect={() => start('jsonl')}>JSON lines, with arguments and results</MenuItem>
        <MenuItem onSelect={() => start('csv')}>CSV, one row for each call</MenuItem>
      </MenuContent>
    </DropdownMenu.Root>
  );
}

function Running({ rows, total }: { rows: number; total: number }) {
  const { exporting } = useGatehouse().history;
  return (
    <>
      <span role="status" className="text-small whitespace-nowrap text-muted">
        Exporting {rows.toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
      <Button onClick={exporting.cancel}>Cancel</Button>
    </>
  );
}
