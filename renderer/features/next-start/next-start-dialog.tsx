import { Dialog } from 'radix-ui';
import type { NextStart } from '#contract/surface';
import { shortPath } from '#renderer/lib/short-path.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { useInventory } from '#renderer/store/gatehouse-context.ts';
import { useNextStart } from '#renderer/store/next-start.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { StartedLine } from './started-line.tsx';

/** What happens when the next session starts: one line for each program, by agent. A line leads to its plugin. */
export function NextStartDialog({ onClose }: { onClose: () => void }) {
  const { next, failure } = useNextStart();
  const project = useInventory((state) => state.snapshot?.project ?? null);
  const home = useInventory((state) => state.snapshot?.home ?? '');
  const where = project === null ? 'In a folder without settings of its own' : `In ${shortPath(project, home)}`;
  return (
    <DialogFrame onClose={onClose}>
      <Dialog.Title className="px-4 pt-4 text-title font-semibold">When the next session starts</Dialog.Title>
      <Dialog.Description className="px-4 text-small wrap-anywhere text-muted">
        {visibleString(where)}. Programs of plugins that are on and of settings, started without being asked.
      </Dialog.Description>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-3">
        {failure !== undefined && (
          <div className="pt-3">
            <Note tone="danger">It could not be told: {visibleString(failure)}</Note>
          </div>
        )}
        {next === undefined && failure === undefined && <p className="pt-3 text-muted">Reading…</p>}
        {next?.agents.map((each) => (
          <AgentPart key={each.agent} part={each} onLeave={onClose} />
        ))}
        {next?.agents.length === 0 && <p className="pt-3 text-muted">No agent was found, so no session starts.</p>}
      </div>
      <div className="flex justify-end border-t border-line px-4 py-3">
        <Button data-first-focus onClick={onClose}>
          Close <Kbd>esc</Kbd>
        </Button>
      </div>
    </DialogFrame>
  );
}

function AgentPart({ part, onLeave }: { part: NextStart['agents'][number]; onLeave: () => void }) {
  return (
    <section>
      <h3 className="flex items-baseline gap-2 pt-4 pb-1 font-semibold">
        {agentNames[part.agent]}
        <span className="text-small font-normal text-muted">{visibleString(part.summary)}</span>
      </h3>
      <ul className="-mx-2">
        {part.entries.map(({ plugin, owner, entry }, index) => (
          <StartedLine
            // biome-ignore lint/suspicious/noArrayIndexKey: two entries of one plugin may be the same in every field
            key={`${plugin} ${index}`}
            plugin={plugin}
            owner={owner}
            entry={entry}
            onLeave={onLeave}
          />
        ))}
      </ul>
    </section>
  );
}
