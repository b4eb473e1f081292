import type { Instrument } from '../domain/instrument';
import type { BookView, Level, MarketView } from '../domain/marketView';
import { Exact, asPrice, asQty } from '../domain/money';
import type { TickBook } from '../domain/tickBook';
import type { Clock } from '../runtime/clock';

const SHARED_LEVELS = 10;
const HEADER = 2; // receivedAtMs, trusted
/** Price and size of each level. */
const SIDE = 2 * SHARED_LEVELS;
const BLOCK = HEADER + 2 * SIDE;
const READ_ATTEMPTS = 1_000;

/** One region for all instruments: a sequence per instrument, then a block of numbers per instrument. */
export function allocateSharedBooks(instrumentCount: number): SharedArrayBuffer {
  return new SharedArrayBuffer(instrumentCount * (8 + BLOCK * 8));
}

interface Region {
  /** Odd while its block is being written. Atomic read-modify-writes order the plain stores on every processor. */
  readonly sequences: Int32Array;
  readonly blocks: Float64Array;
}

function regionOf(buffer: SharedArrayBuffer): Region {
  const count = buffer.byteLength / (8 + BLOCK * 8);
  return {
    sequences: new Int32Array(buffer, 0, count),
    blocks: new Float64Array(buffer, count * 8, count * BLOCK),
  };
}

export interface SharedBookWriter {
  write(index: number, book: TickBook, receivedAtMs: number): void;
  distrust(index: number): void;
  /** Makes the block readable again after its writer died in the middle; call only where no writer lives. */
  recover(index: number): void;
}

/** The only writer of the instruments that its shard owns. */
export function createSharedBookWriter(buffer: SharedArrayBuffer): SharedBookWriter {
  const { sequences, blocks } = regionOf(buffer);
  const sides = Array.from(sequences, (_, index) => ({
    bids: sideOf(blocks, index * BLOCK + HEADER),
    asks: sideOf(blocks, index * BLOCK + HEADER + SIDE),
  }));

  function distrust(index: number): void {
    Atomics.add(sequences, index, 1);
    blocks[index * BLOCK + 1] = 0;
    Atomics.add(sequences, index, 1);
  }

  return {
    write(index, book, receivedAtMs) {
      const side = sides[index];
      if (side === undefined) return;
      Atomics.add(sequences, index, 1);
      blocks[index * BLOCK] = receivedAtMs;
      blocks[index * BLOCK + 1] = 1;
      book.copyBest(0, side.bids);
      book.copyBest(1, side.asks);
      Atomics.add(sequences, index, 1);
    },
    distrust,
    recover(index) {
      if (Atomics.load(sequences, index) % 2 !== 0) Atomics.add(sequences, index, 1);
      distrust(index);
    },
  };
}

const sideOf = (blocks: Float64Array, at: number): Float64Array => blocks.subarray(at, at + SIDE);

export interface SharedViewDeps {
  readonly buffer: SharedArrayBuffer;
  /** In the order of the region. */
  readonly instruments: readonly Instrument[];
  readonly clock: Clock;
  readonly stalenessMs: number;
}

/** Reads the books that shards write: whole pictures only, untrusted where stale or where the writer stays in the middle. */
export function createSharedMarketView(deps: SharedViewDeps): MarketView {
  const { sequences, blocks } = regionOf(deps.buffer);
  const indexes = new Map(deps.instruments.map((instrument, index) => [instrument.id, index]));
  const copy = new Float64Array(BLOCK);

  function copied(index: number): boolean {
    for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
      const before = Atomics.load(sequences, index);
      if (before % 2 !== 0) continue;
      copy.set(blocks.subarray(index * BLOCK, (index + 1) * BLOCK));
      if (Atomics.add(sequences, index, 0) === before) return true;
    }
    return false;
  }

  return {
    book(instrumentId): BookView | undefined {
      const index = indexes.get(instrumentId);
      const instrument = index === undefined ? undefined : deps.instruments[index];
      if (index === undefined || instrument === undefined) return undefined;
      if (!copied(index)) return { instrumentId, bids: [], asks: [], receivedAtMs: 0, trusted: false };
      const receivedAtMs = copy[0] ?? 0;
      const fresh = deps.clock.nowMs() - receivedAtMs <= deps.stalenessMs;
      return pictureOf(copy.slice(), { instrument, trusted: copy[1] === 1 && fresh });
    },
  };
}

/** Most readers look at one side: decimals are made of a side when it is asked for. */
function pictureOf(
  block: Float64Array,
  { instrument, trusted }: { readonly instrument: Instrument; readonly trusted: boolean },
): BookView {
  let bids: readonly Level[] | undefined;
  let asks: readonly Level[] | undefined;
  return {
    instrumentId: instrument.id,
    get bids() {
      return (bids ??= levelsAt(block, HEADER, instrument));
    },
    get asks() {
      return (asks ??= levelsAt(block, HEADER + SIDE, instrument));
    },
    receivedAtMs: block[0] ?? 0,
    trusted,
  };
}

function levelsAt(block: Float64Array, at: number, { tickSize, lotSize }: Instrument): Level[] {
  const levels: Level[] = [];
  for (let i = 0; i < SHARED_LEVELS; i++) {
    const lots = block[at + 2 * i + 1] ?? 0;
    if (lots <= 0) break;
    levels.push({
      price: asPrice(new Exact(tickSize).times(block[at + 2 * i] ?? 0)),
      qty: asQty(new Exact(lotSize).times(lots)),
    });
  }
  return levels;
}
