import { createBookSide, type BookSide } from './bookSide';
import type { MarketUnits } from './marketUnits';
import type { DepthChange, IntegerLevel } from './orderBook';
import type { RecordedDepth, RecordedSnapshot, RecordedTicker } from './recordedFile';

/** How the venue of the recording chains its depth messages. */
export type ChainRule = 'spot' | 'usdm';

export type RecordedBookStep =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'changed'; readonly change: DepthChange }
  | { readonly kind: 'gap'; readonly expected: number; readonly got: number };

/** The book of a recorded file, rebuilt as its venue tells clients to: REST snapshot, then the diffs that continue it. */
export interface RecordedBook {
  onSnapshot(snapshot: RecordedSnapshot): RecordedBookStep;
  onDepth(depth: RecordedDepth): RecordedBookStep;
  onTicker(ticker: RecordedTicker): RecordedBookStep;
  isSynced(): boolean;
  whole(): DepthChange;
}

interface Sides {
  readonly bids: BookSide;
  readonly asks: BookSide;
}

/** @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly */
export function createRecordedBook(rule: ChainRule, units: MarketUnits): RecordedBook {
  const sides: Sides = { bids: createBookSide('buy'), asks: createBookSide('sell') };
  let early: RecordedDepth[] = [];
  let lastId: number | undefined;
  let isChained = false;
  let ticker: RecordedTicker | undefined;

  /** Changes of one message; `gap` where it does not continue the one before. */
  function take(depth: RecordedDepth, snapshotId: number): RecordedBookStep {
    if (isOld(rule, depth, snapshotId)) return { kind: 'waiting' };
    const gap = isChained ? chainGap(rule, depth, snapshotId) : firstGap(rule, depth, snapshotId);
    if (gap !== undefined) return { kind: 'gap', ...gap };
    lastId = depth.u;
    isChained = true;
    const depthChange = setLevels(sides, {
      bids: depth.b.map(integerLevel(units)),
      asks: depth.a.map(integerLevel(units)),
    });
    // A 100 ms batch is older than the tops seen since; without this the top would jump back for a moment.
    const newer = ticker !== undefined && ticker.u > depth.u ? setTop(sides, ticker, units) : undefined;
    return { kind: 'changed', change: newer ? joined(depthChange, newer) : depthChange };
  }

  function onSnapshot(snapshot: RecordedSnapshot): RecordedBookStep {
    if (lastId !== undefined) return { kind: 'waiting' };
    lastId = snapshot.lastUpdateId;
    setLevels(sides, {
      bids: snapshot.bids.map(integerLevel(units)),
      asks: snapshot.asks.map(integerLevel(units)),
    });
    for (const depth of early) {
      const step = take(depth, lastId);
      if (step.kind === 'gap') return step;
    }
    early = [];
    return { kind: 'changed', change: wholeOf(sides) };
  }

  return {
    onSnapshot,
    onDepth: (depth) => {
      if (lastId !== undefined) return take(depth, lastId);
      early.push(depth);
      return { kind: 'waiting' };
    },
    onTicker: (next) => {
      if (lastId === undefined || next.u <= lastId) return { kind: 'waiting' };
      ticker = next;
      return { kind: 'changed', change: setTop(sides, next, units) };
    },
    isSynced: () => lastId !== undefined,
    whole: () => wholeOf(sides),
  };
}

const isOld = (rule: ChainRule, depth: RecordedDepth, lastId: number): boolean =>
  rule === 'spot' ? depth.u <= lastId : depth.u < lastId;

interface Gap {
  readonly expected: number;
  readonly got: number;
}

/** The first message after the snapshot must span the snapshot's id. */
function firstGap(rule: ChainRule, depth: RecordedDepth, snapshotId: number): Gap | undefined {
  const expected = rule === 'spot' ? snapshotId + 1 : snapshotId;
  return depth.U <= expected ? undefined : { expected, got: depth.U };
}

function chainGap(rule: ChainRule, depth: RecordedDepth, lastId: number): Gap | undefined {
  const [expected, got] = rule === 'spot' ? [lastId + 1, depth.U] : [lastId, depth.pu ?? depth.U];
  return got === expected ? undefined : { expected, got };
}

const integerLevel =
  (units: MarketUnits) =>
  ([price, qty]: readonly [string, string]): IntegerLevel => [
    units.parseTicks(price) ?? 0,
    units.parseLots(qty) ?? 0,
  ];

/** Sets the levels and answers with those that really changed: size that we took stays taken until then. */
function setLevels(sides: Sides, levels: DepthChange): DepthChange {
  return { bids: setSide(sides.bids, levels.bids), asks: setSide(sides.asks, levels.asks) };
}

function setSide(side: BookSide, levels: readonly IntegerLevel[]): IntegerLevel[] {
  return levels.filter(([ticks, lots]) => {
    if (ticks === 0 || (side.level(ticks)?.anonymousLots ?? 0) === lots) return false;
    side.setAnonymous(ticks, lots);
    return true;
  });
}

/** Makes the ticker's prices the best ones: what stands before them is gone. */
function setTop(sides: Sides, ticker: RecordedTicker, units: MarketUnits): DepthChange {
  const bid = integerLevel(units)([ticker.b, ticker.B]);
  const ask = integerLevel(units)([ticker.a, ticker.A]);
  const gone = (side: BookSide, isBetter: (ticks: number) => boolean): IntegerLevel[] => {
    const deleted: IntegerLevel[] = [];
    for (const { ticks } of side.levels()) {
      if (!isBetter(ticks)) break;
      deleted.push([ticks, 0]);
    }
    return deleted;
  };
  return setLevels(sides, {
    bids: [...gone(sides.bids, (ticks) => ticks > bid[0]), bid],
    asks: [...gone(sides.asks, (ticks) => ticks < ask[0]), ask],
  });
}

function joined(first: DepthChange, second: DepthChange): DepthChange {
  return { bids: [...first.bids, ...second.bids], asks: [...first.asks, ...second.asks] };
}

function wholeOf(sides: Sides): DepthChange {
  const all = (side: BookSide): IntegerLevel[] =>
    [...side.levels()].map(({ ticks, anonymousLots }) => [ticks, anonymousLots]);
  return { bids: all(sides.bids), asks: all(sides.asks) };
}
