import type { ChangedPart, PermissionsView, ServerPermissions, ToolPermission } from '#contract/permissions';
import { decidedWords } from '#renderer/lib/permission-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { ruleLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { ToolWords } from './tool-line.tsx';

interface HeldProps {
  view: PermissionsView;
  server: ServerPermissions;
}

/** Tools that are new or not what they were: denied until somebody looked at them. */
export function HeldTools({ view, server }: HeldProps) {
  const held = server.tools.filter((tool) => tool.held !== undefined);
  if (held.length === 0) return null;
  return (
    <div className="mb-1.5 border-l-2 border-warn pl-2">
      <div className="flex items-center gap-2 pb-1">
        <p className="min-w-0 flex-1">
          {countOf(held.length, 'tool')} {held.length === 1 ? 'waits' : 'wait'} to be accepted; calls are denied until
          then.
        </p>
        {held.length > 1 && <Accept view={view} server={server} tools={held} words={`Accept all ${held.length}`} />}
      </div>
      <ul aria-label={`Held tools of ${server.server}`}>
        {held.map((tool) => (
          <HeldTool key={tool.name} view={view} server={server} tool={tool} />
        ))}
      </ul>
    </div>
  );
}

function HeldTool({ view, server, tool }: HeldProps & { tool: ToolPermission }) {
  const { held } = tool;
  if (held === undefined) return null;
  return (
    <li className="border-t border-line py-1">
      <div className="flex min-h-(--row) items-center gap-2">
        <span className="min-w-0 font-mono text-small font-semibold wrap-anywhere">
          <VisibleText text={tool.name} />
        </span>
        <Chip tone="warn">{held.why}</Chip>
        <span className="flex-1" />
        <span className="flex-none text-label text-faint">then {decidedWords[held.whenAccepted]}</span>
        <Accept view={view} server={server} tools={[tool]} words="Accept" />
      </div>
      {held.why === 'new' && <ToolWords tool={tool} />}
      {held.why === 'changed' && held.changes.length === 0 && (
        <p className="text-small text-muted">What it was before was not kept.</p>
      )}
      {held.changes.map((part) => (
        <Changed key={part.part} part={part} />
      ))}
    </li>
  );
}

function Changed({ part: { part, before, after } }: { part: ChangedPart }) {
  return (
    <dl className="grid grid-cols-[2.75rem_minmax(0,1fr)] gap-x-2 pb-1 text-small/5">
      <dt className="col-span-2 text-muted">
        <VisibleText text={part} />
      </dt>
      <dt className="text-faint">was</dt>
      <dd className="rounded-chip bg-danger-soft px-1 wrap-anywhere whitespace-pre-wrap">
        {before === undefined ? 'nothing' : <VisibleText text={before} lines />}
      </dd>
      <dt className="text-faint">is</dt>
      <dd className="mt-px rounded-chip bg-ok-soft px-1 wrap-anywhere whitespace-pre-wrap">
        {after === undefined ? 'nothing' : <VisibleText text={after} lines />}
      </dd>
    </dl>
  );
}

interface AcceptProps extends HeldProps {
  tools: readonly ToolPermission[];
  words: string;
}

/** Accepts exactly what is shown: a tool that changes meanwhile is refused. */
function Accept({ view, server, tools, words }: AcceptProps) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  const [only] = tools.length === 1 ? tools : [];
  const accept = () =>
    void permissions.accept({
      ...{ plugin: view.plugin, server: server.server },
      tools: tools.map(({ name, hash }) => ({ name, hash })),
    });
  const button = (
    <Button aria-disabled={lock !== undefined} onClick={accept}>
      {words}
      {only !== undefined && <span className="sr-only"> {visibleString(only.name)}</span>}
    </Button>
  );
  return lock === undefined ? button : <Tip text={lock}>{button}</Tip>;
}
