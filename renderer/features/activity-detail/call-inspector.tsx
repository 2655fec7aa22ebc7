import { X } from 'lucide-react';
import { useStore } from 'zustand';
import type { CallDetail } from '#contract/history';
import { pluginTitle, typeNames } from '#renderer/lib/call-words.ts';
import { inspectorElementId } from '#renderer/lib/region-ids.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { select } from '#renderer/store/view.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { AroundCall } from './around-call.tsx';
import { BodySection } from './body-section.tsx';
import { CallRule } from './call-rule.tsx';
import { CopyMenu } from './copy-menu.tsx';
import { ForgetButtons } from './forget-buttons.tsx';
import { Provenance } from './provenance.tsx';
import { Verdict } from './verdict.tsx';

/** The open call: the answer, its reason, then the record itself. */
export function CallInspector() {
  const { detail, failure } = useStore(useGatehouse().history.detail.store);
  return (
    <aside
      id={inspectorElementId}
      tabIndex={-1}
      aria-label="Inspector"
      className="arrive-from-right flex min-h-0 w-(--inspector) flex-none flex-col border-l border-line bg-surface outline-none max-[760px]:w-full max-[760px]:border-l-0"
    >
      <Header call={detail} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <div
        key={detail?.id}
        tabIndex={0}
        role="group"
        aria-label="Call"
        className="relative min-h-0 flex-1 overflow-y-auto px-4 pb-4 -outline-offset-2"
      >
        {failure !== undefined && (
          <div className="pt-3">
            <Note tone="danger">
              The call could not be read: <VisibleText text={failure} />
            </Note>
          </div>
        )}
        {detail !== undefined && <Record call={detail} />}
      </div>
    </aside>
  );
}

function Record({ call }: { call: CallDetail }) {
  return (
    <>
      <Verdict call={call} />
      <CallRule call={call} />
      <BodySection title="Arguments" body={call.args} missing="The record holds none." />
      <BodySection
        title="Result"
        body={call.result}
        redactions={call.redactions.reduce((all, each) => all + each.count, 0)}
        missing={
          call.outcome === 'unknown'
            ? 'None was written: the session ended first, or it still runs.'
            : 'The record holds none.'
        }
      />
      <AroundCall call={call} />
      <Provenance call={call} />
      <ForgetButtons call={call} />
    </>
  );
}

function Header({ call }: { call: CallDetail | undefined }) {
  const { view } = useGatehouse();
  return (
    <header className="flex-none border-b border-line px-4 py-2.5">
      <div className="flex min-h-(--control) items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-mono text-body font-semibold">
          {call !== undefined && <VisibleText text={call.tool} />}
        </h2>
        {call !== undefined && <CopyMenu call={call} />}
        <Tip text="Close, esc">
          <Button look="plain" aria-label="Close the inspector" onClick={() => view.setState({ call: null })}>
            <X className="size-4" strokeWidth={1.6} aria-hidden="true" />
          </Button>
        </Tip>
      </div>
      <p className="flex min-h-5 min-w-0 items-baseline gap-1 text-small text-muted">
        {call !== undefined && <Origin call={call} />}
      </p>
    </header>
  );
}

function Origin({ call }: { call: CallDetail }) {
  const server = call.server !== undefined && call.plugin !== undefined ? call.server : undefined;
  return (
    <>
      <Supplier call={call} />
      <span className="flex-none whitespace-nowrap">
        {call.type !== 'tool' && ` · ${typeNames[call.type]}`} · {agentNames[call.agent]}
      </span>
      {call.project !== undefined && (
        <>
          <span className="flex-none">·</span>
          <PathText path={call.project} />
        </>
      )}
      {server !== undefined && <span className="sr-only">server {server}</span>}
    </>
  );
}

/** Opens the plugin in Plugins where the list knows it; else the name alone. */
function Supplier({ call }: { call: CallDetail }) {
  const { view } = useGatehouse();
  const { plugin } = call;
  const isKnown = useInventory((state) => plugin !== undefined && state.byId.has(plugin));
  if (plugin === undefined)
    return (
      <span className="min-w-0 truncate">
        {call.server === undefined ? 'built in' : <VisibleText text={call.server} />}
      </span>
    );
  const title = <VisibleText text={pluginTitle(plugin)} />;
  if (!isKnown)
    return (
      <Tip text="No such plugin is found now.">
        <span className="min-w-0 truncate">{title}</span>
      </Tip>
    );
  return (
    <button
      type="button"
      className="min-w-0 truncate text-accent hover:underline"
      onClick={() => {
        view.setState({ screen: 'plugins', query: '', view: 'all' });
        select(view, plugin, { inspect: true });
      }}
    >
      {title}
    </button>
  );
}
