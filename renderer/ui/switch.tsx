import { Lock } from 'lucide-react';
import { ListTip, Tip } from './tip.tsx';

interface SwitchProps {
  /** What is asked, which may differ from what is. */
  isOn: boolean;
  label: string;
  isPending?: boolean;
  /** Nobody can flip it here: shown as a lock, and pressing it explains. */
  lockedBy?: string | undefined;
  /** It could be flipped, but not now (no connection, read-only session). */
  pausedBy?: string | undefined;
  /** Cells of the table are reached by the list's own keys. */
  inList?: boolean;
  onPress: () => void;
}

export function Switch(props: SwitchProps) {
  const { isOn, label, isPending = false, lockedBy, pausedBy, inList = false } = props;
  const why = lockedBy ?? pausedBy;
  const button = (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-busy={isPending || undefined}
      aria-disabled={why !== undefined || isPending || undefined}
      aria-label={why === undefined ? label : `${label}, locked: ${why}`}
      tabIndex={inList ? -1 : 0}
      className="-m-1 inline-flex flex-none rounded-full p-1"
      onClick={(event) => {
        event.stopPropagation();
        if (pausedBy === undefined && !isPending) props.onPress();
      }}
    >
      {lockedBy === undefined ? (
        <Track isOn={isOn} isPending={isPending} isPaused={pausedBy !== undefined} />
      ) : (
        <LockShape />
      )}
    </button>
  );
  if (why === undefined) return button;
  return inList ? <ListTip text={why}>{button}</ListTip> : <Tip text={why}>{button}</Tip>;
}

function LockShape() {
  return (
    <span className="grid h-[0.9375rem] w-[1.625rem] place-items-center text-faint">
      <Lock className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
    </span>
  );
}

function Track({ isOn, isPending, isPaused }: { isOn: boolean; isPending: boolean; isPaused: boolean }) {
  return (
    <span
      className={`relative inline-block h-[0.9375rem] w-[1.625rem] rounded-full border ${trackLook(isOn, isPending, isPaused)}`}
    >
      <span
        className={`absolute top-[2px] size-[0.5625rem] rounded-full transition-[left] duration-(--t-press) ${knobLook(isOn, isPending, isPaused)}`}
      />
    </span>
  );
}

function trackLook(isOn: boolean, isPending: boolean, isPaused: boolean): string {
  if (isPending) return 'border-dashed border-accent';
  if (isPaused) return 'border-line-control bg-selected-idle';
  return isOn ? 'border-accent bg-accent' : 'border-line-control bg-raised';
}

function knobLook(isOn: boolean, isPending: boolean, isPaused: boolean): string {
  if (isPending) return 'left-[0.4375rem] border-[1.5px] border-accent';
  const place = isOn ? 'left-[0.8125rem]' : 'left-[2px]';
  return `${place} ${isOn && !isPaused ? 'bg-on-accent' : 'bg-line-control'}`;
}
