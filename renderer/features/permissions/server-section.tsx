import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { PermissionsView, ServerPermissions } from '#contract/permissions';
import { agoText } from '#renderer/lib/call-words.ts';
import { agentNames, countOf } from '#renderer/lib/words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { HeldTools } from './held-tools.tsx';
import { ToolLine } from './tool-line.tsx';
import { EveryTool } from './tool-rule.tsx';

interface ServerProps {
  view: PermissionsView;
  server: ServerPermissions;
}

/** More are drawn when they are asked for. */
const mostAtOnce = 60;

/** One server: whether rules reach it at all, its tools, its cage. */
export function ServerSection({ view, server }: ServerProps) {
  const [isWhole, setWhole] = useState(false);
  const { server: name, isGuarded, isRemote, isUncaged, problem } = server;
  const listed = server.tools.filter(({ held }) => held === undefined);
  const tools = isWhole ? listed : listed.slice(0, mostAtOnce);
  return (
    <section aria-label={`Server ${name}`} className="pt-4">
      <h3 className="flex items-center gap-2 pb-1 text-small font-semibold">
        <span className="min-w-0 wrap-anywhere">
          <VisibleText text={name} />
        </span>
        <Chip tone={isGuarded && (isRemote || !isUncaged) ? 'quiet' : 'warn'}>{startWords(server)}</Chip>
        <Seen server={server} />
      </h3>
      {!isGuarded && <NotGuarded view={view} isRemote={isRemote} />}
      {problem !== undefined && (
        <Note tone="danger">
          <VisibleText text={problem} />
        </Note>
      )}
      <HeldTools view={view} server={server} />
      <ul aria-label={`Tools of ${name}`}>
        <EveryTool view={view} server={server} />
        {tools.map((tool) => (
          <ToolLine key={tool.name} view={view} server={server} tool={tool} />
        ))}
      </ul>
      {tools.length < listed.length && (
        <Button className="mt-2" onClick={() => setWhole(true)}>
          Show all {listed.length}
        </Button>
      )}
      {server.seenAt === undefined && problem === undefined && (
        <p className="pt-1.5 text-small text-muted">
          Its tools were not seen yet. They are listed here once it ran through Gatehouse; a rule for all of them counts
          from the start.
        </p>
      )}
      {server.gone.length > 0 && (
        <p className="pt-1.5 text-small wrap-anywhere text-muted">
          Not offered any more: <VisibleText text={server.gone.join(', ')} />
        </p>
      )}
      {isRemote ? (
        <p className="pt-1.5 text-small text-muted">It runs elsewhere, so there is nothing to cage here.</p>
      ) : (
        <Cage words={server.cage} isGuarded={isGuarded} />
      )}
    </section>
  );
}

function startWords({ isGuarded, isRemote, isUncaged }: ServerPermissions): string {
  if (!isGuarded) return isRemote ? 'not guarded' : 'runs as you';
  return isUncaged && !isRemote ? 'may run uncaged' : 'guarded';
}

function Seen({ server: { tools, seenAt } }: { server: ServerPermissions }) {
  const [now] = useState(() => Date.now());
  if (seenAt === undefined) return null;
  const ago = agoText(Date.parse(seenAt), now);
  return (
    <span className="ml-auto flex-none font-normal text-faint">
      {countOf(tools.length, 'tool')}, seen {ago === 'now' ? ago : `${ago} ago`}
    </span>
  );
}

function NotGuarded({ view, isRemote }: { view: PermissionsView; isRemote: boolean }) {
  const gatehouse = useGatehouse();
  return (
    <div className="pb-1">
      <Note tone="warn">
        {agentNames[view.agent]} {isRemote ? 'reaches' : 'starts'} it by itself, so no rule counts yet.{' '}
        <button
          type="button"
          className="text-accent hover:underline"
          onClick={() => gatehouse.view.setState({ tab: 'servers' })}
        >
          Guard it in the tab Servers
        </button>
      </Note>
    </div>
  );
}

function Cage({ words, isGuarded }: { words: readonly string[]; isGuarded: boolean }) {
  return (
    <details className="group/cage pt-1.5">
      <summary className="flex h-6 items-center gap-1 text-small text-muted select-none hover:text-fg">
        <ChevronRight className="-ml-0.5 size-3.5 group-open/cage:rotate-90" strokeWidth={1.75} aria-hidden="true" />
        {isGuarded ? 'What its cage lets it touch' : 'What its cage would let it touch'}
      </summary>
      <ul className="list-disc pl-8 text-small/5 text-muted">
        {words.map((each) => (
          <li key={each} className="wrap-anywhere">
            <VisibleText text={each} />
          </li>
        ))}
      </ul>
    </details>
  );
}
