import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { HistoryStatus } from '#contract/history';
import { agentNames } from '#renderer/lib/words.ts';
import { useCallList, useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** The list has no row: because of the query, because nothing was read yet, or because there is nothing. */
export function EmptyCalls() {
  const { history, view } = useGatehouse();
  const query = useView((state) => state.callQuery.trim());
  const status = useStore(history.status, (state) => state.status);
  const problem = useCallList((state) => state.problem);
  if (problem !== undefined)
    return (
      <Words title="This query cannot be read" text={problem.message}>
        <Button onClick={() => view.setState({ callQuery: '' })}>Clear the query</Button>
      </Words>
    );
  if (query !== '')
    return (
      <Words title={<VisibleText text={`No call fits “${query}”`} />} text={coverage(status)}>
        <Button onClick={() => view.setState({ callQuery: '' })}>Clear the query</Button>
      </Words>
    );
  if (status?.state === 'importing')
    return <Words title="No call so far" text="The transcripts are being read; the first calls appear in a moment." />;
  return <NoTranscripts hasFiles={(status?.files.total ?? 0) > 0} />;
}

function coverage(status: HistoryStatus | undefined): string {
  const rows = (status?.rows ?? 0).toLocaleString('en');
  const since = status?.first === undefined ? '' : ` since ${new Date(status.first).toLocaleDateString('en-GB')}`;
  return `It was looked for in ${rows} calls${since}: in tool names, arguments and results.`;
}

/** Below the agents' own folders. */
const transcriptFolders = { 'claude-code': ['projects'], codex: ['sessions', 'archived_sessions'] } as const;

function NoTranscripts({ hasFiles }: { hasFiles: boolean }) {
  const agents = useInventory((state) => state.snapshot?.agents ?? none);
  return (
    <Words
      title={hasFiles ? 'No tool was called yet' : 'No transcripts were found'}
      text="The agents write down each call themselves. Gatehouse reads that, and keeps it after the agents have deleted their files."
    >
      <h3 className="pb-1 text-small font-semibold">Where it was looked</h3>
      <ul>
        {agents.flatMap((agent) =>
          transcriptFolders[agent.id].map((folder) => (
            <li key={`${agent.id} ${folder}`} className="flex min-h-6 items-center gap-3">
              <span className="w-24 flex-none text-muted">{agentNames[agent.id]}</span>
              <PathText path={`${agent.root}/${folder}`} />
            </li>
          )),
        )}
      </ul>
    </Words>
  );
}

const none: readonly never[] = [];

function Words({ title, text, children }: { title: ReactNode; text: string; children?: ReactNode }) {
  return (
    <div className="px-4 pt-10">
      <h2 className="text-title font-semibold wrap-anywhere">{title}</h2>
      <p className="max-w-[42rem] pt-0.5 pb-3 text-muted">{text}</p>
      {children}
    </div>
  );
}
