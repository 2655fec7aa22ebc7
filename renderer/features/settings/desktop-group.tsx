import { useEffect, useState } from 'react';
import type { DesktopSettings, DesktopState } from '#contract/desktop';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Switch } from '#renderer/ui/switch.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { Group, Row } from './row.tsx';

const choices: readonly (readonly [keyof DesktopSettings, string, string])[] = [
  ['tray', 'Tray', 'An icon that says how much needs attention'],
  ['closeToTray', 'Closing', 'Closing the window keeps Gatehouse in the tray'],
  ['startAtLogin', 'At login', 'Starts hidden when you log in'],
];

/** The tray and starting at login; a page in a browser has neither. */
export function DesktopGroup() {
  const { client, say } = useGatehouse();
  const door = useConnection((state) => state.info?.door);
  const [state, setState] = useState<DesktopState>();
  useEffect(() => {
    let isOver = false;
    if (door !== 'desktop') return undefined;
    client.call('desktop.state', {}).then(
      (found) => !isOver && setState(found),
      (error: unknown) => !isOver && say(messageOf(error)),
    );
    return () => {
      isOver = true;
    };
  }, [client, door, say]);
  const choose = (some: Partial<DesktopSettings>) => {
    client.call('desktop.set', some).then(setState, (error: unknown) => say(messageOf(error)));
  };
  if (door === 'serve') {
    return (
      <Group title="Desktop">
        <Row name="Tray, login">They belong to the desktop window; this page is in a browser.</Row>
      </Group>
    );
  }
  if (state === undefined) return null;
  const { cannotStartAtLogin } = state;
  return (
    <Group title="Desktop">
      {choices.map(([key, name, words]) => {
        const cannot = key === 'startAtLogin' ? cannotStartAtLogin : undefined;
        return (
          <Row
            key={key}
            name={name}
            action={
              cannot === undefined && (
                <Switch
                  isOn={state.settings[key]}
                  label={words}
                  onPress={() => choose({ [key]: !state.settings[key] })}
                />
              )
            }
          >
            {words}
            {cannot !== undefined && (
              <p className="text-muted">
                <VisibleText text={cannot} />
              </p>
            )}
          </Row>
        );
      })}
    </Group>
  );
}
