import { ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { InspectedTool, InspectSession } from '#contract/inspect';
import { annotationWords } from '#renderer/lib/inspect-words.ts';
import { readOutline } from '#renderer/lib/json-outline.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { JsonTree } from '#renderer/ui/json-tree.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { TryForm } from './try-form.tsx';

/** One tool: its name and cost at once; what it says, its schema and a form to try it when it is opened. */
export function ToolEntry({ session, tool }: { session: InspectSession; tool: InspectedTool }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="group/tool border-b border-line last:border-0"
      onToggle={(event) => {
        if (event.target === event.currentTarget) setOpen(event.currentTarget.open);
      }}
    >
      <summary className="flex min-h-(--row) items-center gap-1 select-none">
        <ChevronRight
          className="-ml-0.5 size-3.5 flex-none text-muted group-open/tool:rotate-90"
          strokeWidth={1.75}
          aria-hidden="true"
        />
        <span className="min-w-0 flex-1 truncate font-mono text-small group-open/tool:whitespace-normal">
          <VisibleText text={tool.name} />
        </span>
        <span className="text-label text-faint tabular-nums">{tool.contextTokens.toLocaleString('en')} tokens</span>
      </summary>
      {isOpen && <Inside session={session} tool={tool} />}
    </details>
  );
}

function Inside({ session, tool }: { session: InspectSession; tool: InspectedTool }) {
  const words = annotationWords(tool);
  const schema = useMemo(() => readOutline(JSON.stringify(tool.inputSchema ?? null)), [tool]);
  return (
    <div className="pb-3 pl-3.5">
      {tool.description === undefined ? (
        <p className="text-small text-faint">It does not say what it does.</p>
      ) : (
        <p className="text-small/5 wrap-anywhere whitespace-pre-wrap text-muted">
          <VisibleText text={tool.description} lines />
        </p>
      )}
      {words.length > 0 && (
        <p className="flex flex-wrap items-center gap-1 pt-1.5 text-label text-faint">
          It says that it
          {words.map((word) => (
            <Chip key={word}>{word}</Chip>
          ))}
          <span>– nobody checks that</span>
        </p>
      )}
      {schema !== undefined && (
        <details className="pt-1.5">
          <summary className="text-small text-muted select-none hover:text-fg">Schema of its arguments</summary>
          <JsonTree title={`Schema of ${tool.name}`} root={schema} words={[]} />
        </details>
      )}
      <TryForm session={session} tool={tool} />
    </div>
  );
}
