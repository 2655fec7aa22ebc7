import type { StoreApi } from 'zustand/vanilla';
import { readUrlState } from '#renderer/lib/url-state.ts';
import type { Client } from '#rpc/client';
import { type ApprovalsPart, followApprovals } from './approvals.ts';
import { followAsked } from './asked.ts';
import { type Bulk, createBulk } from './bulk.ts';
import { type ConnectionStore, createConnectionStore, followConnection } from './connection.ts';
import { createDetailsStore, type DetailsStore, followDetails } from './details.ts';
import { followInventory } from './follow-inventory.ts';
import { followGuards, type GuardsState } from './guards.ts';
import { followHistory, type History } from './history.ts';
import { followInspections, type InspectionsPart } from './inspections.ts';
import { createInventoryStore, type InventoryStore } from './inventory.ts';
import { followJournal, type JournalStore } from './journal.ts';
import { clearMarks, createMarksStore, type MarksStore } from './marks.ts';
import { createPendingStore, forget, type PendingStore } from './pending.ts';
import { followPermissions, type PermissionsPart } from './permissions.ts';
import { followPlaces, type PlacesStore } from './places.ts';
import { followRunLog, type RunLogPart } from './run-log.ts';
import { followRuns, type RunsPart } from './runs.ts';
import { followSecrets, type KeptSecrets } from './secrets.ts';
import { followSets, type Sets } from './sets.ts';
import { followSettings, type SettingsPart } from './settings.ts';
import { createSwitching, type Switching } from './switching.ts';
import { createViewStore, hold, mirrorInAddress, showList, type ViewStore } from './view.ts';

/** Everything the components read and call. Made once, handed down by the context. */
export interface Gatehouse {
  client: Client;
  connection: ConnectionStore;
  inventory: InventoryStore;
  view: ViewStore;
  pending: PendingStore;
  places: PlacesStore;
  journal: JournalStore;
  approvals: ApprovalsPart;
  runs: RunsPart;
  runLog: RunLogPart;
  inspections: InspectionsPart;
  guards: StoreApi<GuardsState>;
  permissions: PermissionsPart;
  details: DetailsStore;
  history: History;
  secrets: KeptSecrets;
  switching: Switching;
  /** Several plugins as one change. */
  bulk: Bulk;
  marks: MarksStore;
  sets: Sets;
  settings: SettingsPart;
  refresh: () => Promise<void>;
  say: (text: string) => void;
  stop: () => void;
}

/** Milliseconds a message stays in the status bar. */
const messageTime = 8000;

/** Wires the stores to the client and the address. The page ends with `stop`. */
export function startGatehouse(client: Client, page: Window): Gatehouse {
  const view = createViewStore(readUrlState(page.location.search));
  const [connection, inventory, pending, details] = [
    createConnectionStore(),
    createInventoryStore(),
    createPendingStore(),
    createDetailsStore(),
  ];
  const follower = followInventory(client, inventory, view.getState().project);
  const say = (text: string) => {
    const message = { text, at: Date.now() };
    view.setState({ message });
    page.setTimeout(() => view.getState().message === message && view.setState({ message: undefined }), messageTime);
  };
  const refresh = () => follower.refresh();
  const describing = followDetails(client, { details, inventory, view });
  const marks = createMarksStore();
  const asking = { client, inventory, pending, view, refresh, say, now: () => Date.now() };
  const bulk = createBulk(asking);
  const sets = followSets({ client, inventory, bulk, say });
  const switching = createSwitching({
    ...asking,
    describeAgain: () => describing.again(),
    askUndoGroup: bulk.askUndo,
  });
  const stopHolding = holdTouchedRows(inventory, pending, view);
  const journaling = followJournal(client);
  const approvals = followApprovals(client, page.document, say);
  const runs = followRuns(client, view, page, say);
  const runLog = followRunLog(client, view, runs, page);
  const inspections = followInspections({ client, inventory, say });
  const guarding = followGuards(client);
  const permissions = followPermissions({ client, view, inventory });
  const history = followHistory({ client, view, page, say });
  const secrets = followSecrets({ client, view, say });
  const settings = followSettings(client, page, say);
  const placing = followPlaces(inventory, view);
  const stops = [
    followConnection(client, connection, () => new Date()),
    describing.stop,
    mirrorInAddress(view, page.location, page.history),
    view.subscribe((state, before) => {
      if (state.project !== before.project) follower.show(state.project);
      if (state.selected !== before.selected && before.selected !== null) forget(pending, before.selected);
    }),
    // Projects and rows of another home mean nothing here.
    client.on('app.homeChanged', () => {
      showList(view, { project: null, query: '', view: 'all' });
      view.setState({ selected: null, activeGroup: undefined, change: null, call: null, callQuery: '', run: null });
    }),
    stopHolding,
    followAsked({ client, view, inventory, page, say }),
    placing.stop,
    journaling.stop,
    approvals.stop,
    runLog.stop,
    runs.stop,
    inspections.stop,
    guarding.stop,
    permissions.stop,
    history.stop,
    secrets.stop,
    switching.stop,
    bulk.stop,
    sets.stop,
    settings.stop,
    client.on('app.homeChanged', () => clearMarks(marks)),
    follower.stop,
  ];
  const stop = () => {
    for (const each of stops) each();
  };
  return {
    client,
    connection,
    inventory,
    view,
    pending,
    places: placing.places,
    journal: journaling.journal,
    approvals,
    runs,
    runLog,
    inspections,
    guards: guarding.store,
    permissions,
    details,
    history,
    secrets,
    switching,
    bulk,
    marks,
    sets,
    settings,
    refresh,
    say,
    stop,
  };
}

/** A row that changes while it is selected or pending keeps its place until the next visit. */
function holdTouchedRows(inventory: InventoryStore, pending: PendingStore, view: ViewStore): () => void {
  return inventory.subscribe((state, before) => {
    const touched = [view.getState().selected, ...[...pending.getState().pending.values()].map((each) => each.id)];
    for (const id of touched) {
      if (id !== null && before.byId.has(id) && state.byId.get(id) !== before.byId.get(id)) hold(view, id);
    }
  });
}
