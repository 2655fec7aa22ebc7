import type { CallDetail } from '#contract/history';
import { pluginName } from '#renderer/lib/call-words.ts';
import { fieldText } from '#renderer/lib/query-text.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { Tip } from '#renderer/ui/tip.tsx';

export function ForgetButtons({ call }: { call: CallDetail }) {
  const { plugin, session } = call;
  return (
    <Section title="Forget">
      <div className="flex flex-wrap gap-2">
        <Forget query={fieldText('session', session)} what="this session" />
        {plugin !== undefined && (
          <Forget query={fieldText('plugin', plugin)} what={`everything of ${visibleString(pluginName(plugin))}`} />
        )}
      </div>
    </Section>
  );
}

function Forget({ query, what }: { query: string; what: string }) {
  const { forgetting } = useGatehouse().history;
  const locked = useConnection(lockReason);
  const button = (
    <Button
      className="max-w-full"
      aria-disabled={locked !== undefined}
      onClick={() => void forgetting.ask(query, what)}
    >
      <span className="truncate">Forget {what}…</span>
    </Button>
  );
  return locked === undefined ? button : <Tip text={locked}>{button}</Tip>;
}
