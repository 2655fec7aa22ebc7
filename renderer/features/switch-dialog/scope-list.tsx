import { RadioGroup } from 'radix-ui';
import type { Plan, SwitchScope } from '#contract/changes';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { PathText } from '#renderer/ui/path-text.tsx';
import { StateShape } from '#renderer/ui/state-word.tsx';

const scopeNames: Record<SwitchScope, string> = { user: 'User', project: 'Project', local: 'Local' };

interface ScopeListProps {
  options: Plan['options'];
  chosen: SwitchScope | undefined;
  enable: boolean;
  onChoose: (scope: SwitchScope) => void;
}

/** Every scope that could be written. One that would do nothing stays listed and says so. */
export function ScopeList({ options, chosen, enable, onChoose }: ScopeListProps) {
  const choose = (value: string) => {
    const scope = options.find((each) => each.scope === value)?.scope;
    if (scope !== undefined) onChoose(scope);
  };
  return (
    <RadioGroup.Root value={chosen ?? ''} onValueChange={choose} aria-label="Which file is written" className="grid">
      {options.map((option) => (
        <RadioGroup.Item
          key={option.scope}
          value={option.scope}
          className="grid min-h-(--row) grid-cols-[1rem_3.75rem_minmax(0,1.1fr)_minmax(0,1fr)] items-center gap-x-2 rounded-control px-2 text-left aria-checked:bg-selected"
        >
          <span className="grid size-3.5 place-items-center rounded-full border border-line-control bg-raised [[aria-checked=true]>&]:border-accent">
            <RadioGroup.Indicator className="size-1.5 rounded-full bg-accent" />
          </span>
          <span>{scopeNames[option.scope]}</span>
          <span className="flex min-w-0">
            <PathText path={option.file} inProject />
          </span>
          <Effect option={option} enable={enable} />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

function Effect({ option, enable }: { option: Plan['options'][number]; enable: boolean }) {
  return (
    <span className="flex min-w-0 gap-1.5 py-1">
      <span className="flex h-5 items-center">
        <StateShape shape={!option.takesEffect ? 'undone' : enable ? 'enabled' : 'disabled'} />
      </span>
      <span className={`min-w-0 wrap-anywhere ${option.takesEffect ? '' : 'text-muted'}`}>
        {visibleString(option.reason)}
      </span>
    </span>
  );
}
