import { useId, useMemo } from 'react';
import type { Plugin } from '#contract/plugin';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentShortNames, kindNames } from '#renderer/lib/words.ts';
import { useInventory } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { fieldLook } from './text-field.tsx';

/** What can get a secret: whatever has a server. */
export function PluginField() {
  const id = useId();
  const byId = useInventory((state) => state.byId);
  const plugins = useMemo(() => [...byId.values()].filter(hasServer).toSorted(byName), [byId]);
  return (
    <div className="grid gap-1">
      <label htmlFor={id}>
        <span className="font-semibold">For</span>{' '}
        <span className="text-small text-muted">no other plugin gets it</span>
      </label>
      <select id={id} name="plugin" required data-first-focus className={fieldLook}>
        {plugins.map((plugin) => (
          <option key={plugin.id} value={plugin.id}>
            {visibleString(`${plugin.name} · ${kindNames[plugin.kind]}, ${agentShortNames[plugin.agent]}`)}
          </option>
        ))}
      </select>
      {plugins.length === 0 && <Note>No plugin in this list has a server that could get one.</Note>}
    </div>
  );
}

function hasServer(plugin: Plugin): boolean {
  return plugin.kind === 'mcp' || plugin.provides.mcpServers > 0;
}

function byName(a: Plugin, b: Plugin): number {
  return a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}
