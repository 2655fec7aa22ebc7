import { placeOf } from './column-arrays.ts';
import type { PlaceSet } from './column-filter.ts';
import type { ColumnView } from './columns.ts';
import { type IdRange, isVerified, type TextExpression, type TextIndex } from './query-text.ts';
import { openWalk, type TextWalk } from './text-walk.ts';

/** Hits between two looks at the clock; to verify one costs as much. */
const HITS_PER_STEP = 32;
const VERIFIED_COST = HITS_PER_STEP;

/**
 * Parts of a query that ask for text beside other things, walked along while rows are looked at from the newest on: so
 * a page needs no more of them than of the rows.
 */
export interface TextSets {
  /** Marks of the rows passed so far, for `columnFilter`; others after each `turnTo`. */
  readonly marks: readonly PlaceSet[];
  /** Goes on with this view; what was marked and not yet passed is marked in it too. */
  turnTo(view: ColumnView): void;
  /** Marks hits down to a place of the view; places may only fall. False: not there yet, call it again. */
  reach(place: number): boolean;
  /** The rows reached were looked at. */
  passed(): void;
  close(): void;
}

interface Walk {
  expression: TextExpression;
  hits: TextWalk;
  /** Hits that are marked and not yet passed. */
  marked: number[];
}

export function openSets(expressions: readonly TextExpression[], range: IdRange, index: TextIndex): TextSets {
  const walks: Walk[] = [];
  let marks: PlaceSet[] = [];
  let view: ColumnView | undefined;

  const mark = (id: number, set: PlaceSet | undefined) => {
    if (view === undefined || set === undefined) return;
    const place = placeOf(view.ids, id, view.size);
    if (place === view.size || view.ids[place] !== id) return;
    set[place >>> 5] = (set[place >>> 5] ?? 0) | (1 << (place & 31));
  };
  const take = (walk: Walk, id: number, set: PlaceSet | undefined) => {
    if (!isVerified(walk.expression, id, index)) return;
    walk.marked.push(id);
    mark(id, set);
  };
  const open = () => {
    for (const expression of expressions) {
      walks.push({ expression, hits: openWalk(index.match(expression.match, range)), marked: [] });
    }
  };

  return {
    get marks() {
      return marks;
    },
    turnTo(next) {
      view = next;
      marks = expressions.map(() => new Uint32Array((next.size >>> 5) + 1));
      for (const [at, { marked }] of walks.entries()) for (const id of marked) mark(id, marks[at]);
    },
    reach(place) {
      if (walks.length < expressions.length) open();
      const low = view?.ids[place] ?? 0;
      let cost = 0;
      for (const [at, walk] of walks.entries()) {
        for (let id = walk.hits.current(); id !== undefined && id >= low; id = walk.hits.current()) {
          take(walk, id, marks[at]);
          walk.hits.pass();
          cost += walk.expression.verify === undefined ? 1 : VERIFIED_COST;
          if (cost >= HITS_PER_STEP) return false;
        }
      }
      return true;
    },
    passed() {
      for (const walk of walks) walk.marked.length = 0;
    },
    close() {
      for (const { hits } of walks) hits.close();
    },
  };
}
