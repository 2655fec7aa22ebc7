import { Search } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { PermissionMatrix } from '#contract/permissions';
import { filterRows, sortRows } from '#renderer/lib/matrix-filter.ts';
import { filterElementId } from '#renderer/lib/region-ids.ts';
import { ruleLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { Switch } from '#renderer/ui/switch.tsx';
import { UndoLine } from '#renderer/ui/undo-line.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { pressKey } from './matrix-keys.ts';
import { MatrixTable } from './matrix-table.tsx';

/** What is decided of the tools of every server. `isCovered`: the inspector takes its place in a narrow window. */
export function MatrixPane({ isCovered }: { isCovered: boolean }) {
  const gatehouse = useGatehouse();
  const { matrix, matrixFailure } = useStore(gatehouse.permissions.store);
  useScreenKeys((key, from) => pressKey(key, from, gatehouse));
  return (
    <section
      aria-label="Rules"
      className={`@container/pane flex min-w-0 flex-1 flex-col ${isCovered ? 'max-[760px]:hidden' : ''}`}
    >
      {matrixFailure !== undefined && (
        <div className="p-4">
          <Note tone="danger">
            The rules could not be told: <VisibleText text={matrixFailure} />
          </Note>
        </div>
      )}
      {matrix?.rows.length === 0 && <NoServers />}
      {matrix !== undefined && matrix.rows.length > 0 && <Matrix matrix={matrix} />}
    </section>
  );
}

function Matrix({ matrix }: { matrix: PermissionMatrix }) {
  const { view } = useGatehouse();
  const query = useView((state) => state.ruleQuery);
  const rows = useMemo(() => filterRows(sortRows(matrix.rows), query), [matrix, query]);
  return (
    <>
      <div className="flex h-(--tools) flex-none items-center gap-3 border-b border-line pr-3 pl-4">
        <FilterBox />
        <span className="min-w-0 flex-1 truncate text-small text-muted">{guardedWords(matrix)}</span>
        <StrictSwitch isStrict={matrix.isStrict} />
      </div>
      {matrix.problems.map((problem) => (
        <div key={problem} className="px-4 pt-2">
          <Note tone="danger">
            <VisibleText text={problem} />
          </Note>
        </div>
      ))}
      {rows.length > 0 ? (
        <MatrixTable matrix={matrix} rows={rows} />
      ) : (
        <div className="grid flex-1 content-start justify-items-start gap-2 px-4 pt-10">
          <h2 className="text-title font-semibold">No server matches</h2>
          <p className="max-w-[38rem] text-muted">
            Words are looked for in names and agents; deny, ask, held, guarded, managed and rules find what they say.
          </p>
          <Button onClick={() => view.setState({ ruleQuery: '' })}>Clear the filter</Button>
        </div>
      )}
      <LastChange />
    </>
  );
}

function guardedWords({ rows }: PermissionMatrix): string {
  const guarded = rows.filter(({ isGuarded }) => isGuarded).length;
  if (guarded === rows.length) return '';
  if (guarded === 0) return 'No server is guarded, so no rule counts yet; its tab Servers guards one';
  return `Rules count for the ${guarded === 1 ? 'one server that is' : `${guarded} servers that are`} guarded`;
}

/** Whether tools wait at first sight too. */
function StrictSwitch({ isStrict }: { isStrict: boolean }) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  const isWriting = useStore(permissions.store, (state) => state.isWriting);
  const words = isStrict
    ? 'Tools are accepted at first sight now; those that change are held.'
    : 'Tools that were never seen before wait to be accepted now, like those that change.';
  return (
    <span className="not-narrow-inline inline-flex flex-none items-center gap-1.5 text-small text-muted">
      Hold unseen tools
      <Switch
        isOn={isStrict}
        label="Hold unseen tools"
        isPending={isWriting}
        pausedBy={lock}
        onPress={() => void permissions.setStrict(!isStrict, words)}
      />
    </span>
  );
}

function FilterBox() {
  const { view } = useGatehouse();
  const query = useView((state) => state.ruleQuery);
  return (
    <div className="flex h-(--control) min-w-36 flex-[0_1_15rem] items-center gap-1.5 rounded-control border border-line-control bg-raised pr-1.5 pl-2 text-faint focus-within:border-transparent focus-within:outline-2 focus-within:outline-focus">
      <Search className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
      <input
        id={filterElementId}
        type="text"
        aria-label="Filter servers"
        placeholder="Filter servers"
        spellCheck={false}
        autoComplete="off"
        value={query}
        className="w-full min-w-0 bg-transparent text-fg outline-none placeholder:text-faint"
        onChange={(event) => view.setState({ ruleQuery: event.target.value })}
      />
      {query === '' && <Kbd>/</Kbd>}
    </div>
  );
}

/** Said here unless the inspector says it. */
function LastChange() {
  const { permissions } = useGatehouse();
  const { undo, failure, isWriting, shown } = useStore(permissions.store);
  if (shown !== undefined) return null;
  const isThere = undo !== undefined || failure !== undefined;
  return (
    <div className={`flex-none px-4 ${isThere ? 'border-t border-line' : ''}`}>
      <UndoLine
        words={undo?.words}
        failure={failure}
        isBusy={isWriting}
        onUndo={() => void undo?.take()}
        onDismiss={permissions.forgetUndo}
      />
    </div>
  );
}

function NoServers() {
  return (
    <div className="px-4 pt-10">
      <h2 className="text-title font-semibold">No plugin brings a server</h2>
      <p className="max-w-[38rem] pt-0.5 text-muted">
        Rules say which tools of MCP servers may be called. None was found among the plugins and servers of your agents;
        the Plugins screen shows where was looked.
      </p>
    </div>
  );
}
