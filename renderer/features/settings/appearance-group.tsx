import { useStore } from 'zustand';
import { type Theme, themes } from '#contract/settings';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Group, Row } from './row.tsx';

const titles: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function AppearanceGroup() {
  const { settings } = useGatehouse();
  const theme = useStore(settings.store, ({ state }) => state?.settings.theme) ?? 'system';
  const isLocked = useConnection((state) => lockReason(state) !== undefined);
  return (
    <Group title="Appearance">
      <Row name="Theme">
        <fieldset disabled={isLocked} className="flex flex-wrap gap-0.5">
          <legend className="sr-only">Theme</legend>
          {themes.map((each) => (
            <label
              key={each}
              className="flex h-(--control) items-center rounded-control px-2 text-small text-muted hover:text-fg has-checked:bg-selected-idle has-checked:font-semibold has-checked:text-fg has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus has-disabled:text-faint"
            >
              <input
                type="radio"
                name="theme"
                value={each}
                checked={theme === each}
                className="sr-only"
                onChange={() => void settings.choose({ theme: each })}
              />
              {titles[each]}
            </label>
          ))}
        </fieldset>
      </Row>
    </Group>
  );
}
