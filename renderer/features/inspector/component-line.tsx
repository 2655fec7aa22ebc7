import type { Component } from '#contract/plugin';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useInventory, usePending } from '#renderer/store/gatehouse-context.ts';
import { keyOf } from '#renderer/store/pending.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { CommandText } from '#renderer/ui/command-text.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** One hook, server, skill …: its name, what it would run, and where that stands. */
export function ComponentLine({ pluginId, component }: { pluginId: string; component: Component }) {
  const failure = usePending((state) => state.failures.get(keyOf({ id: pluginId, component })));
  const about = [component.matcher, component.type].filter((each) => each !== undefined && each !== '').join(' · ');
  return (
    <li className="border-b border-line py-1.5 pl-4 last:border-0">
      <div className="flex items-center gap-2 text-small">
        <span className="min-w-0 font-semibold wrap-anywhere">
          <VisibleText text={component.event ?? component.name} />
        </span>
        {about !== '' && (
          <span className="min-w-0 truncate text-muted">
            <VisibleText text={about} />
          </span>
        )}
        <Trust trust={component.trust} />
        {component.guarded === true && <Chip>guarded</Chip>}
        {component.uncaged === true && <Chip tone="warn">may run uncaged</Chip>}
        <span className="flex-1" />
        {component.enabled !== undefined && (
          <ComponentSwitch pluginId={pluginId} component={component} isOn={component.enabled} />
        )}
      </div>
      <Program component={component} />
      {component.description !== undefined && <Words text={component.description} />}
      {component.reason !== undefined && <Words text={component.reason} />}
      {failure !== undefined && <p className="text-small text-danger">{visibleString(failure)}</p>}
      {component.file !== undefined && (
        <p className="flex text-faint">
          <FileLink path={component.file} line={component.line} />
        </p>
      )}
    </li>
  );
}

function ComponentSwitch({ pluginId, component, isOn }: { pluginId: string; component: Component; isOn: boolean }) {
  const { switching } = useGatehouse();
  const paused = useConnection(lockReason);
  const target = { id: pluginId, component: { kind: component.kind, name: component.name } };
  const isPending = usePending((state) => state.pending.has(keyOf(target)));
  const owner = useInventory((state) => state.byId.get(pluginId)?.name ?? '');
  const label = visibleString(`${component.name} of ${owner}`);
  const ask = () => void switching.askSwitch({ ...target, name: `${component.name} of ${owner}`, enable: !isOn });
  return <Switch isOn={isOn} label={label} isPending={isPending} pausedBy={paused} onPress={ask} />;
}

function Trust({ trust }: { trust: Component['trust'] }) {
  if (trust === undefined || trust === 'managed') return null;
  const words = { trusted: 'trusted', modified: 'changed since trusted', untrusted: 'not trusted' };
  return <Chip tone={trust === 'trusted' ? 'quiet' : 'warn'}>{words[trust]}</Chip>;
}

function Words({ text }: { text: string }) {
  return (
    <p className="line-clamp-3 text-small wrap-anywhere text-muted">
      <VisibleText text={text} />
    </p>
  );
}

function Program({ component }: { component: Component }) {
  const line =
    component.url ?? [component.command, ...(component.args ?? [])].filter((part) => part !== undefined).join(' ');
  const names = [...(component.env ?? []), ...(component.headers ?? [])];
  return (
    <>
      {line !== '' && <CommandText text={line} />}
      {component.shellCommands?.map((each) => (
        <CommandText key={`${each.line} ${each.command}`} text={each.command} />
      ))}
      {names.length > 0 && <Words text={`is given ${names.join(', ')}`} />}
    </>
  );
}
