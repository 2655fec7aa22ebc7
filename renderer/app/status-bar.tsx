import { useStore } from 'zustand';
import type { Watching } from '#contract/inventory';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentNames, countOf } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { type Shape, StateShape } from '#renderer/ui/state-word.tsx';
import { Tip } from '#renderer/ui/tip.tsx';

const keys = [
  ['j k', 'move'],
  ['space', 'switch'],
  ['enter', 'inspect'],
  ['/', 'filter'],
  ['?', 'keys'],
] as const;

const changesKeys = [
  ['j k', 'move'],
  ['enter', 'inspect'],
  ['u', 'undo'],
  ['1', 'plugins'],
  ['?', 'keys'],
] as const;

const screenKeys = [
  ['1', 'plugins'],
  ['2', 'activity'],
  ['3', 'changes'],
  ['?', 'keys'],
] as const;

const runningKeys = [
  ['j k', 'move'],
  ['enter', 'log'],
  ['/', 'search'],
  ['f', 'follow'],
  ['?', 'keys'],
] as const;

const activityKeys = [
  ['/', 'query'],
  ['j k', 'move'],
  ['[ ]', 'narrow'],
  ['enter', 'inspect'],
  ['?', 'keys'],
] as const;

const ruleKeys = [
  ['/', 'filter'],
  ['j k', 'move'],
  ['enter', 'inspect'],
  ['?', 'keys'],
] as const;

const settingsKeys = [
  ['1', 'plugins'],
  ['?', 'keys'],
] as const;

export function StatusBar() {
  const hasRows = useInventory((state) => state.byId.size > 0);
  const screen = useView((state) => state.screen);
  const pluginKeys = hasRows ? keys : keys.slice(-1);
  const shown = {
    plugins: pluginKeys,
    settings: settingsKeys,
    activity: activityKeys,
    changes: changesKeys,
    running: runningKeys,
    secrets: screenKeys,
    permissions: ruleKeys,
  }[screen];
  return (
    <footer className="col-span-2 flex items-center gap-4 overflow-hidden border-t border-line px-3 text-label whitespace-nowrap text-muted">
      <div className="flex min-w-0 flex-1 items-center gap-4 overflow-hidden">
        <Link />
        <Agents />
        <Rights />
        <HistoryOwner />
        <Message />
      </div>
      <ul className="flex gap-2.5">
        {shown.map(([key, does]) => (
          <li key={key} className="flex items-center gap-1">
            <Kbd>{key}</Kbd> {does}
          </li>
        ))}
      </ul>
    </footer>
  );
}

/** Whether what is on screen is followed: the link first, then the watching. */
function Link() {
  const lostAt = useConnection((state) => state.lostAt);
  const watching = useInventory((state) => state.snapshot?.watching);
  if (lostAt !== undefined) {
    const since = lostAt.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    return <Item shape="failed" text={`Not connected, trying again; as of ${since}`} />;
  }
  if (watching === undefined) return null;
  const [shape, text] = watchingWords(watching);
  return <Item shape={shape} text={text} tip={watching.note} />;
}

function watchingWords({ mode, paths }: Watching): [Shape, string] {
  if (mode === 'watching') return ['ok', `Watching ${countOf(paths, 'place')}`];
  if (mode === 'rescanning') return ['drift', 'Looking again every so often, not watching'];
  return ['undone', 'Not watching'];
}

function Item({ shape, text, tip }: { shape: Shape; text: string; tip?: string | undefined }) {
  const item = (
    <span className="inline-flex flex-none items-center gap-1">
      <StateShape shape={shape} />
      {text}
    </span>
  );
  return tip === undefined ? item : <Tip text={visibleString(tip)}>{item}</Tip>;
}

function Agents() {
  const agents = useInventory((state) => state.snapshot?.agents);
  if (agents === undefined) return null;
  const found = agents.filter((agent) => agent.found);
  if (found.length === 0) return <span>No agent</span>;
  return found.map((agent) => (
    <span key={agent.id} className="flex-none max-[1000px]:hidden">
      {agentNames[agent.id]}
    </span>
  ));
}

function Rights() {
  const isReadOnly = useConnection((state) => state.info !== undefined && !state.info.canSwitch);
  const reason = useConnection(lockReason) ?? '';
  return isReadOnly ? <Item shape="blocked" text="Read-only" tip={reason} /> : null;
}

/** Said only when another process takes in new calls, or nobody does. */
function HistoryOwner() {
  const isHere = useView((state) => state.screen === 'activity');
  const status = useStore(useGatehouse().history.status, (state) => state.status);
  if (!isHere || status === undefined || status.owner === 'this') return null;
  const tip = status.reason ?? 'Calls that are already kept are shown as always.';
  if (status.owner === 'other') return <Item shape="ok" text="Another Gatehouse reads the transcripts" tip={tip} />;
  return <Item shape="drift" text="Nobody reads the transcripts now" tip={tip} />;
}

function Message() {
  const message = useView((state) => state.message);
  return (
    <span aria-live="polite" className="min-w-0 truncate text-fg">
      {message === undefined ? '' : visibleString(message.text)}
    </span>
  );
}
