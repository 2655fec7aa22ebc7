import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { PermissionsView, ServerPermissions, ToolPermission } from '#contract/permissions';
import { annotationWords } from '#renderer/lib/inspect-words.ts';
import { classPhrases, classWords, denialBefore, isRuleOf, sourceWords } from '#renderer/lib/permission-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { OwnRule, RuleControl } from './tool-rule.tsx';

interface ToolLineProps {
  view: PermissionsView;
  server: ServerPermissions;
  tool: ToolPermission;
}

/** One tool: its name, its class, what is decided of it and by what; more of it when it is opened. */
export function ToolLine({ view, server, tool }: ToolLineProps) {
  const [isOpen, setOpen] = useState(false);
  const { name, decision } = tool;
  const place = { plugin: view.plugin, server: server.server, tool: name, folder: view.folder };
  const own = view.rules.find((rule) => isRuleOf(rule, place));
  return (
    <li className="border-b border-line py-[3px] last:border-0">
      <div className="grid grid-cols-[minmax(0,1fr)_3.25rem_auto] items-center gap-x-2">
        <button
          type="button"
          aria-expanded={isOpen}
          className="flex min-w-0 items-center gap-1 text-left -outline-offset-2"
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight
            className={`-ml-0.5 size-3.5 flex-none text-muted ${isOpen ? 'rotate-90' : ''}`}
            strokeWidth={1.75}
            aria-hidden="true"
          />
          <span className={`min-w-0 font-mono text-small ${isOpen ? 'wrap-anywhere' : 'truncate'}`}>
            <VisibleText text={name} />
          </span>
        </button>
        <ClassWord tool={tool} />
        <RuleControl
          place={place}
          label={`Calls of ${visibleString(name)}`}
          value={tool.held?.whenAccepted ?? decision.effect}
          own={own}
          blockedBy={denialBefore(decision, own, view.system)}
        />
      </div>
      <Source tool={tool} own={own} />
      {isOpen && <ToolWords tool={tool} />}
    </li>
  );
}

function ClassWord({ tool }: { tool: ToolPermission }) {
  return (
    <Tip text={`Counts among ${classPhrases[tool.class]}, by its name and what its server says of it.`}>
      <span className="text-label text-muted">{classWords[tool.class]}</span>
    </Tip>
  );
}

/** Said only when something other than the default decides. */
function Source({ tool, own }: { tool: ToolPermission; own: PermissionsView['rules'][number] | undefined }) {
  const { decision, name } = tool;
  if (decision.by === 'default' && own === undefined) return null;
  const isOwn = own !== undefined && (decision.rule === own.id || decision.by === 'held');
  return (
    <p className="pl-4 text-label text-muted wrap-anywhere">
      {isOwn ? <OwnRule rule={own} what={name} /> : visibleString(sourceWords(decision, tool.class))}
    </p>
  );
}

/** What the server says of it: text by a stranger. */
export function ToolWords({ tool }: { tool: ToolPermission }) {
  const words = annotationWords(tool);
  return (
    <div className="pt-0.5 pb-2 pl-4">
      <p className="text-small/5 wrap-anywhere whitespace-pre-wrap text-muted">
        {tool.description === undefined ? (
          'It does not say what it does.'
        ) : (
          <VisibleText text={tool.description} lines />
        )}
      </p>
      {words.length > 0 && (
        <p className="flex flex-wrap items-center gap-1 pt-1 text-label text-faint">
          It says that it
          {words.map((word) => (
            <Chip key={word}>{word}</Chip>
          ))}
          <span>– nobody checks that</span>
        </p>
      )}
      {tool.held === undefined && (
        <p className="pt-1 text-small text-muted">
          <VisibleText text={tool.decision.reason} />
        </p>
      )}
    </div>
  );
}
