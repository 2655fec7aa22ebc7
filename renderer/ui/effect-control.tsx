import { ToggleGroup } from 'radix-ui';
import { type Effect, effects } from '#contract/policy';
import { effectWords } from '#renderer/lib/permission-words.ts';
import { Tip } from './tip.tsx';

interface EffectControlProps {
  /** What it is about, for those who do not see the row. */
  label: string;
  /** In force; undefined when nothing was said here. */
  value: Effect | undefined;
  /** Whether a rule about just this says so, or something more general does. */
  isOwn: boolean;
  /** Why nothing can be changed here; undefined when it can. */
  lockedBy?: string | undefined;
  onPick: (effect: Effect) => void;
}

/** Three words in a row. Arrows move between them, and nothing is set before space or enter. */
export function EffectControl({ label, value, isOwn, lockedBy, onPick }: EffectControlProps) {
  const group = (
    <ToggleGroup.Root
      type="single"
      aria-label={lockedBy === undefined ? label : `${label}, locked: ${lockedBy}`}
      value={value ?? ''}
      onValueChange={(next) => {
        const effect = effects.find((each) => each === next) ?? (isOwn ? undefined : value);
        if (effect !== undefined && lockedBy === undefined) onPick(effect);
      }}
      className={`inline-flex h-[1.375rem] flex-none overflow-hidden rounded-control border ${lockedBy === undefined ? 'border-line-control' : 'border-line'}`}
    >
      {effects.map((effect) => (
        <ToggleGroup.Item
          key={effect}
          value={effect}
          aria-disabled={lockedBy !== undefined}
          className={`border-l border-line px-1.5 text-label -outline-offset-2 first:border-l-0 ${look(effect, effect === value, isOwn, lockedBy !== undefined)}`}
        >
          {effectWords[effect]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
  if (lockedBy === undefined) return group;
  return (
    <Tip text={lockedBy}>
      <span className="inline-flex flex-none">{group}</span>
    </Tip>
  );
}

function look(effect: Effect, isOn: boolean, isOwn: boolean, isLocked: boolean): string {
  if (!isOn) return isLocked ? 'text-faint' : 'text-muted hover:bg-hover hover:text-fg';
  if (isOwn) return 'bg-accent font-semibold text-on-accent';
  return `bg-selected-idle font-semibold ${effect === 'deny' ? 'text-danger' : 'text-fg'}`;
}
