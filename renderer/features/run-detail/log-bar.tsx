import { ChevronDown, ChevronUp, Copy, FolderOpen, ListFilter, Search } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { PlacedLine } from '#contract/logs';
import { copyText } from '#renderer/lib/copy-text.ts';
import { filterNames, isSought, logFilters, logText } from '#renderer/lib/log-search.ts';
import { logSearchElementId } from '#renderer/lib/region-ids.ts';
import { visiblePieces } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import type { OpenRun } from '#renderer/store/run-log.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { MenuContent, MenuRadioItem } from '#renderer/ui/menu.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { Tip } from '#renderer/ui/tip.tsx';

export interface LogSearch {
  count: number;
  /** Of the match that is chosen, from 0; negative: none is. */
  at: number;
  /** Older lines are still being read. */
  isPartial: boolean;
  go(step: 1 | -1): void;
}

interface LogBarProps {
  open: OpenRun;
  shown: readonly PlacedLine[];
  search: LogSearch;
  isFollowing: boolean;
  onFollow(isFollowing: boolean): void;
}

export function LogBar({ open, shown, search, isFollowing, onFollow }: LogBarProps) {
  return (
    <div className="grid flex-none gap-2 px-4 py-2">
      <div className="flex items-center gap-2">
        <h3 className="text-small font-semibold">Log</h3>
        <span className="min-w-0 truncate text-small text-muted">{countOf(shown.length, 'line')}, newest last</span>
        <span className="flex-1" />
        <span className="flex flex-none items-center gap-2">
          <Switch isOn={isFollowing} label="Follow the log" onPress={() => onFollow(!isFollowing)} />
          Follow <Kbd>f</Kbd>
        </span>
      </div>
      <div className="flex items-center gap-2">
        <SearchField search={search} />
        <FilterMenu />
        <CopyButton lines={shown} />
        <RevealButton open={open} />
      </div>
    </div>
  );
}

function SearchField({ search }: { search: LogSearch }) {
  const { view } = useGatehouse();
  const query = useView((state) => state.logQuery);
  return (
    <div className="flex h-(--control) min-w-0 flex-1 items-center gap-1.5 rounded-control border border-line-control bg-raised pr-1.5 pl-2 text-faint focus-within:border-transparent focus-within:outline-2 focus-within:outline-focus">
      <Search className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
      <input
        id={logSearchElementId}
        type="text"
        aria-label="Search the log"
        placeholder="Search"
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        value={query}
        className="w-full min-w-0 bg-transparent text-fg outline-none placeholder:text-faint"
        onChange={({ target }) => view.setState({ logQuery: target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          search.go(event.shiftKey ? 1 : -1);
        }}
      />
      {isSought(query) ? <Matches search={search} /> : <Kbd>/</Kbd>}
    </div>
  );
}

/** Newest first, as what is looked for in a log mostly happened last; n and N go on from there. */
function Matches({ search: { count, at, isPartial, go } }: { search: LogSearch }) {
  const words = count === 0 ? 'none' : at < 0 ? `${count} found` : `${at + 1} of ${count}`;
  return (
    <span className="flex flex-none items-center gap-0.5 text-small text-muted">
      <span role="status">{isPartial ? `${words}, reading` : words}</span>
      <Button
        look="plain"
        className="h-5 px-0.5"
        aria-label="Match before"
        aria-disabled={count === 0}
        onClick={() => go(-1)}
      >
        <ChevronUp className="size-3.5" aria-hidden="true" />
      </Button>
      <Button
        look="plain"
        className="h-5 px-0.5"
        aria-label="Next match"
        aria-disabled={count === 0}
        onClick={() => go(1)}
      >
        <ChevronDown className="size-3.5" aria-hidden="true" />
      </Button>
    </span>
  );
}

function FilterMenu() {
  const { view } = useGatehouse();
  const filter = useView((state) => state.logFilter);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="inline-flex h-(--control) flex-none items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 hover:bg-hover">
        <ListFilter className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
        {filterNames[filter]}
        <ChevronDown className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <MenuContent>
        <DropdownMenu.RadioGroup value={filter}>
          {logFilters.map((each) => (
            <MenuRadioItem key={each} value={each} onSelect={() => view.setState({ logFilter: each })}>
              {filterNames[each]}
            </MenuRadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </MenuContent>
    </DropdownMenu.Root>
  );
}

function CopyButton({ lines }: { lines: readonly PlacedLine[] }) {
  const { say } = useGatehouse();
  const copy = async () => {
    const text = logText(lines);
    const hasHidden = visiblePieces(text, { lines: true }).some((piece) => 'hidden' in piece);
    const isCopied = await copyText(text);
    const words = `Copied ${countOf(lines.length, 'line')}${hasHidden ? ', with hidden characters in them' : ''}`;
    say(isCopied ? words : 'Nothing could be copied.');
  };
  return (
    <Tip text="Copy the lines that are shown">
      <Button look="plain" aria-label="Copy the log" aria-disabled={lines.length === 0} onClick={() => void copy()}>
        <Copy className="size-4" strokeWidth={1.6} aria-hidden="true" />
      </Button>
    </Tip>
  );
}

function RevealButton({ open: { plugin, server } }: { open: OpenRun }) {
  const { client, say } = useGatehouse();
  const lock = useConnection(lockReason);
  const reveal = () => client.call('logs.reveal', { plugin, server }).catch((error: unknown) => say(messageOf(error)));
  return (
    <Tip text={lock ?? 'Show in its folder'}>
      <Button
        look="plain"
        aria-label="Show in its folder"
        aria-disabled={lock !== undefined}
        onClick={() => void reveal()}
      >
        <FolderOpen className="size-4" strokeWidth={1.6} aria-hidden="true" />
      </Button>
    </Tip>
  );
}
