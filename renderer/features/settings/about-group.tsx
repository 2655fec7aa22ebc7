import { useEffect, useState } from 'react';
import type { About } from '#contract/settings';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Group, Row } from './row.tsx';

export function AboutGroup() {
  const { client, say, view } = useGatehouse();
  const link = useConnection((state) => state.link);
  const [about, setAbout] = useState<About>();
  useEffect(() => {
    let isOver = false;
    if (link !== 'open') return undefined;
    client.call('app.about', {}).then(
      (found) => !isOver && setAbout(found),
      (error: unknown) => !isOver && say(messageOf(error)),
    );
    return () => {
      isOver = true;
    };
  }, [client, link, say]);
  if (about === undefined) return null;
  const programs = about.programs.map(({ name, version }) => `${name} ${version}`);
  return (
    <Group title="About">
      <Row
        name="Gatehouse"
        action={<Button onClick={() => view.setState({ isReporting: true })}>Report a problem…</Button>}
      >
        {about.version}, {about.licence}. It asks no server for anything and sends nothing.
      </Row>
      <Row name="Runs on">{visibleString([...programs, about.system].join(' · '))}</Row>
      <Row name="Its own data">
        <PathText path={about.data} />
      </Row>
    </Group>
  );
}
