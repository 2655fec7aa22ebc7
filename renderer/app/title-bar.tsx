import { ChevronDown, Folder } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Project } from '#contract/inventory';
import { ActivityActions } from '#renderer/features/activity/title-actions.tsx';
import { NextStartAction } from '#renderer/features/next-start/title-actions.tsx';
import { SecretActions } from '#renderer/features/secrets/title-actions.tsx';
import { bytesText } from '#renderer/lib/call-words.ts';
import { isByOthers } from '#renderer/lib/change-words.ts';
import { placesOf } from '#renderer/lib/run-words.ts';
import { shortPath } from '#renderer/lib/short-path.ts';
import type { ScreenName } from '#renderer/lib/url-state.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { showList } from '#renderer/store/view.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { MenuContent, MenuRadioItem } from '#renderer/ui/menu.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { useAttentionCount } from './rail.tsx';

export function TitleBar() {
  const screen = useView((state) => state.screen);
  const isSample = useInventory((state) => state.snapshot?.isSample === true);
  return (
    <header className="flex h-(--bar) flex-none items-center gap-3 border-b border-line bg-bg pr-3 pl-4">
      <h1 className="text-title font-semibold">{titles[screen]}</h1>
      {summaries[screen]}
      <span className="flex-1" />
      {isSample && <Chip>Sample home</Chip>}
      {screen === 'plugins' && <NextStartAction />}
      {(screen === 'plugins' || screen === 'permissions') && <ProjectPicker />}
      {screen === 'activity' && <ActivityActions />}
      {screen === 'secrets' && <SecretActions />}
    </header>
  );
}

const titles: Record<ScreenName, string> = {
  plugins: 'Plugins',
  activity: 'Activity',
  changes: 'Changes',
  running: 'Running',
  secrets: 'Secrets',
  permissions: 'Rules',
  settings: 'Settings',
};
const summaries: Record<ScreenName, ReactNode> = {
  plugins: <Summary />,
  activity: <CallSummary />,
  changes: <JournalSummary />,
  running: <RunSummary />,
  secrets: <SecretSummary />,
  permissions: <RuleSummary />,
  settings: null,
};

function Summary() {
  const total = useInventory((state) => state.byId.size);
  const attention = useAttentionCount();
  if (total === 0) return null;
  const count = `${attention.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return (
    <span className="min-w-0 truncate text-muted">
      {attention === 0 ? `none of ${total.toLocaleString('en')} needs attention` : `${count} need attention`}
    </span>
  );
}

function CallSummary() {
  const status = useStore(useGatehouse().history.status, (state) => state.status);
  if (status === undefined || status.rows === 0) return null;
  const { calls, first, size } = status;
  const since =
    first === undefined
      ? ''
      : ` since ${new Date(first).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}`;
  return (
    <Tip
      text={`${bytesText(size)} on this machine alone. It outlives the agents' own transcripts, which they delete after some weeks.`}
    >
      <span className="min-w-0 truncate text-muted">{`${countOf(calls, 'call')}${since}`}</span>
    </Tip>
  );
}

function JournalSummary() {
  const changes = useStore(useGatehouse().journal, (state) => state.changes);
  if (changes === undefined || changes.length === 0) return null;
  const others = changes.filter(isByOthers).length;
  const ours = changes.length - others;
  return (
    <span className="min-w-0 truncate text-muted">{`${ours} by Gatehouse${others === 0 ? '' : `, ${others} by others`}`}</span>
  );
}

function RunSummary() {
  const runs = useStore(useGatehouse().runs.store, (state) => state.runs);
  const ended = useStore(useGatehouse().runs.store, (state) => state.ended.length);
  if (runs === undefined || runs.length + ended === 0) return null;
  const over = ended === 0 ? '' : `, ${ended} ended by ${ended === 1 ? 'itself' : 'themselves'}`;
  if (runs.length === 0) return <span className="min-w-0 truncate text-muted">None running{over}</span>;
  return (
    <span className="min-w-0 truncate text-muted">{`${countOf(runs.length, 'server')}, ${placesOf(runs)}${over}`}</span>
  );
}

function SecretSummary() {
  const secrets = useStore(useGatehouse().secrets.store, (state) => state.secrets);
  if (secrets === undefined || secrets.length === 0) return null;
  return <span className="min-w-0 truncate text-muted">{countOf(secrets.length, 'name')}</span>;
}

function RuleSummary() {
  const matrix = useStore(useGatehouse().permissions.store, (state) => state.matrix);
  if (matrix === undefined || matrix.rows.length === 0) return null;
  const held = matrix.rows.reduce((sum, row) => sum + row.held, 0);
  const words = [
    countOf(matrix.rows.length, 'server'),
    countOf(matrix.rules.length, 'rule'),
    ...(held === 0 ? [] : [`${countOf(held, 'tool')} held`]),
  ];
  return <span className="min-w-0 truncate text-muted">{words.join(', ')}</span>;
}

/** Stands for no project in the menu; no path is empty. */
const noProject = '';
const noProjects: readonly Project[] = [];

function ProjectPicker() {
  const { view } = useGatehouse();
  const project = useView((state) => state.project);
  const known = useInventory((state) => state.snapshot?.projects ?? noProjects);
  const home = useInventory((state) => state.snapshot?.home ?? '');
  const projects =
    project === null || known.some((each) => each.path === project)
      ? known
      : [{ path: project, exists: true, agents: [] }, ...known];
  const pick = (next: string | null) => showList(view, { project: next });
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="inline-flex h-(--control) max-w-[26rem] min-w-0 items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 hover:bg-hover">
        <Folder className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
        <span className="text-muted max-[1000px]:sr-only">{project === null ? 'View' : 'Project'}</span>
        <span className="flex min-w-0">
          {project === null ? (
            'User scope'
          ) : (
            <span className="truncate">{visibleString(shortPath(project, home))}</span>
          )}
        </span>
        <ChevronDown className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <MenuContent>
        <DropdownMenu.RadioGroup value={project ?? noProject}>
          <MenuRadioItem value={noProject} onSelect={() => pick(null)}>
            User scope, no project
          </MenuRadioItem>
          {projects.length > 0 && <DropdownMenu.Separator className="my-1 h-px bg-line" />}
          {projects.map((each) => (
            <MenuRadioItem key={each.path} value={each.path} disabled={!each.exists} onSelect={() => pick(each.path)}>
              <span className="flex min-w-0 flex-1">
                <PathText path={each.path} />
              </span>
              {!each.exists && <span className="flex-none text-small text-faint">not there</span>}
            </MenuRadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </MenuContent>
    </DropdownMenu.Root>
  );
}
