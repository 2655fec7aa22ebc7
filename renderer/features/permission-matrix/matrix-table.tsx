import type { MatrixRow, PermissionMatrix } from '#contract/permissions';
import { type ToolClass, toolClasses } from '#contract/policy';
import { pluginName } from '#renderer/lib/call-words.ts';
import { classPhrases } from '#renderer/lib/permission-words.ts';
import { inspectorElementId, listElementId } from '#renderer/lib/region-ids.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentShortNames } from '#renderer/lib/words.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { select } from '#renderer/store/view.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { Cell } from './matrix-cell.tsx';
import { rowMark } from './matrix-keys.ts';
import { AgentRows, DefaultsRow } from './wide-rules.tsx';

const columnWords: Record<ToolClass, string> = { reads: 'Reads', writes: 'Writes', unknown: 'Unclear' };

/** Rows are servers, columns classes of tools. What counts for all of them comes first. */
export function MatrixTable({ matrix, rows }: { matrix: PermissionMatrix; rows: readonly MatrixRow[] }) {
  return (
    <div
      id={listElementId}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
      tabIndex={0}
      role="region"
      aria-label="Servers"
      className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
    >
      <table className="w-full table-fixed border-separate border-spacing-0">
        <thead className="sticky top-0 z-10 bg-surface text-label text-muted [&_th]:h-(--row-dense) [&_th]:border-b [&_th]:border-line [&_th]:px-1 [&_th]:text-left [&_th]:font-normal [&_th:first-child]:pl-4">
          <tr>
            <th scope="col">Server</th>
            <th scope="col" className="not-narrow w-20">
              Runs
            </th>
            {toolClasses.map((kind) => (
              <th key={kind} scope="col" className="w-[8.75rem] @max-[40rem]/pane:w-16">
                <span title={classPhrases[kind]}>{columnWords[kind]}</span>
              </th>
            ))}
            <th scope="col" className="not-narrow w-10 text-right!">
              Rules
            </th>
            <th scope="col" className="w-14">
              <span className="sr-only">Held</span>
            </th>
          </tr>
        </thead>
        <tbody className="[&_td]:h-(--row) [&_td]:px-1 [&_tr:last-child>*]:border-b [&_tr:last-child>*]:border-line">
          <DefaultsRow matrix={matrix} />
          <AgentRows matrix={matrix} />
        </tbody>
        <tbody className="[&_td]:h-(--row) [&_td]:px-1">
          {rows.map((row) => (
            <Row key={JSON.stringify([row.plugin, row.server])} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row }: { row: MatrixRow }) {
  const { view } = useGatehouse();
  const isOpen = useView((state) => state.inspector && state.selected === row.plugin);
  const open = () => {
    if (isOpen) document.getElementById(inspectorElementId)?.focus();
    else select(view, row.plugin, { inspect: true });
    view.setState({ tab: 'permissions' });
  };
  const name = pluginName(row.plugin);
  return (
    <tr aria-current={isOpen || undefined} className={isOpen ? 'bg-selected idle:bg-selected-idle' : 'hover:bg-hover'}>
      <th scope="row" className="pl-4 text-left font-normal">
        <button
          {...{ [rowMark]: '' }}
          type="button"
          className="flex w-full min-w-0 items-baseline gap-1.5 text-left -outline-offset-2"
          onClick={open}
        >
          <span className="min-w-0 truncate" title={visibleString(`${row.server} of ${row.plugin}`)}>
            <span className="font-semibold">
              <VisibleText text={name} />
            </span>{' '}
            <span className="text-small text-muted">
              {name === row.server ? '' : <VisibleText text={row.server} />}{' '}
              <span className="text-faint">{agentShortNames[row.agent]}</span>
            </span>
          </span>
        </button>
      </th>
      <td className="not-narrow truncate text-small text-muted">{runsWords(row)}</td>
      {toolClasses.map((kind) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the button of the row does the same by key
        <td key={kind} className="cursor-default truncate" onClick={open}>
          <Cell cell={row.cells[kind]} isKnown={row.isKnown} />
        </td>
      ))}
      <td className="not-narrow text-right text-small text-muted tabular-nums">{row.rules === 0 ? '' : row.rules}</td>
      <td>{row.held > 0 && <Chip tone="warn">{row.held} held</Chip>}</td>
    </tr>
  );
}

function runsWords({ isGuarded, isRemote, isUncaged }: MatrixRow): string {
  if (isRemote) return isGuarded ? 'elsewhere, guarded' : 'elsewhere';
  if (!isGuarded) return 'as you';
  return isUncaged ? 'guarded, as you' : 'caged';
}
