import { Activity, Blocks, Cpu, History, KeyRound, type LucideIcon, Settings, ShieldCheck } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { attentionRank } from '#renderer/lib/attention.ts';
import { type ScreenName, writeUrlState } from '#renderer/lib/url-state.ts';
import { useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { GateMark } from '#renderer/ui/gate-mark.tsx';

export function useAttentionCount(): number {
  const byId = useInventory((state) => state.byId);
  return useMemo(() => [...byId.values()].filter((plugin) => attentionRank(plugin) !== undefined).length, [byId]);
}

export function Rail() {
  const attention = useAttentionCount();
  return (
    <nav aria-label="Screens" className="flex flex-col border-r border-line pb-2">
      <div className="mb-1 grid h-(--bar) place-items-center text-muted">
        <GateMark />
      </div>
      <Entry screen="plugins" name="Plugins" icon={Blocks}>
        {attention > 0 && <Count count={attention} />}
      </Entry>
      <Entry screen="activity" name="Activity" icon={Activity} />
      <Entry screen="changes" name="Changes" icon={History} />
      <Entry screen="running" name="Running" icon={Cpu} />
      <Entry screen="secrets" name="Secrets" icon={KeyRound} />
      <Entry screen="permissions" name="Rules" icon={ShieldCheck} />
      <span className="flex-1" />
      <Entry screen="settings" name="Settings" icon={Settings} />
    </nav>
  );
}

interface EntryProps {
  screen: ScreenName;
  name: string;
  icon: LucideIcon;
  children?: ReactNode;
}

function Entry({ screen, name, icon: Icon, children }: EntryProps) {
  const { view } = useGatehouse();
  const isHere = useView((state) => state.screen === screen);
  const look = isHere
    ? 'font-semibold text-fg before:absolute before:inset-y-2 before:left-0 before:w-[2px] before:rounded-r-[2px] before:bg-accent'
    : 'text-muted hover:text-fg';
  return (
    <a
      href={writeUrlState({ ...view.getState(), screen }, window.location.search) || '?'}
      aria-current={isHere ? 'page' : undefined}
      className={`relative flex flex-col items-center gap-0.5 pt-[7px] pb-[5px] text-label -outline-offset-2 ${look}`}
      onClick={(event) => {
        event.preventDefault();
        view.setState({ screen });
      }}
    >
      <Icon className="size-4" strokeWidth={1.6} aria-hidden="true" />
      {name}
      {children}
    </a>
  );
}

function Count({ count }: { count: number }) {
  return (
    <span className="absolute top-px left-[calc(50%+0.4375rem)] min-w-4 rounded-full bg-muted px-[3px] text-center text-[0.625rem]/[0.9375rem] font-semibold text-bg">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> need attention</span>
    </span>
  );
}
