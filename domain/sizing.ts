import type { Instrument } from './instrument';
import type { Level } from './marketView';
import { Exact, asQty, floorToStep, type Amount, type Bps, type Qty, type Usd } from './money';
import type { Denial } from './opportunity';
import type { RefusalCode } from './refusals';

export interface SizingInput {
  readonly buy: Instrument;
  readonly sell: Instrument;
  /** Best first. */
  readonly asks: readonly Level[];
  readonly bids: readonly Level[];
  readonly totalCostBps: Bps;
  /** Free quote on the buying venue. */
  readonly quoteAvailable: Amount;
  /** Free base on the selling venue. */
  readonly baseAvailable: Amount;
  readonly maxNotionalUsd: Usd;
  /** Room above the walked prices that the money must cover: limits may be worse than the walk. */
  readonly reachBps: Bps;
}

export type Sizing =
  { readonly kind: 'sized'; readonly qty: Qty } | { readonly kind: 'denied'; readonly denial: Denial };

/** Size of greatest expected net profit that depth, balances, cap, lots and minimums of both venues allow; rounds down. */
export function bestSize(input: SizingInput): Sizing {
  const wanted = walkWhileProfitable(input);
  if (wanted.isZero()) return denied('EDGE_BELOW_MINIMUM', { depth: 'none after costs' });
  const price = new Exact(input.asks[0]?.price ?? 0);
  const affordable = affordableQty(input);
  const step = commonStep(input.buy.lotSize, input.sell.lotSize);
  const qty = floorToStep(Exact.min(wanted, affordable), step);
  const missing = minimumMissed(input, qty, price);
  if (missing === undefined) return { kind: 'sized', qty: asQty(qty) };
  return affordable.lt(wanted) && new Exact(input.maxNotionalUsd).gt(minimumNotional(input))
    ? denied('INVENTORY_MISSING', { ...missing, text: 'no inventory', affordableQty: affordable.toFixed(8) })
    : denied('SIZE_BELOW_MINIMUM', missing);
}

/** Base units until the next unit's sale no longer pays for its purchase and all costs. */
function walkWhileProfitable({ asks, bids, totalCostBps }: SizingInput): Exact {
  const factor = new Exact(totalCostBps).div(10_000).plus(1);
  let total = new Exact(0);
  let [a, b] = [0, 0];
  let [askLeft, bidLeft] = [qtyAt(asks, 0), qtyAt(bids, 0)];
  for (;;) {
    const ask = asks[a];
    const bid = bids[b];
    if (ask === undefined || bid === undefined || factor.times(ask.price).gte(bid.price)) return total;
    const take = Exact.min(askLeft, bidLeft);
    total = total.plus(take);
    askLeft = askLeft.minus(take);
    bidLeft = bidLeft.minus(take);
    if (askLeft.isZero()) askLeft = qtyAt(asks, ++a);
    if (bidLeft.isZero()) bidLeft = qtyAt(bids, ++b);
  }
}

function qtyAt(levels: readonly Level[], i: number): Exact {
  return new Exact(levels[i]?.qty ?? 0);
}

/** What cap and balances pay for, walking the asks with the reach and the fee on top. */
function affordableQty(input: SizingInput): Exact {
  const perUnit = new Exact(input.reachBps).plus(input.buy.takerFeeBps).div(10_000).plus(1);
  const quote = Exact.min(input.quoteAvailable, input.maxNotionalUsd).div(perUnit);
  return Exact.min(input.baseAvailable, qtyForQuote(input.asks, Exact.max(0, quote)));
}

function qtyForQuote(asks: readonly Level[], quote: Exact): Exact {
  let left = quote;
  let qty = new Exact(0);
  for (const level of asks) {
    const cost = new Exact(level.price).times(level.qty);
    if (cost.gte(left)) return qty.plus(left.div(level.price));
    left = left.minus(cost);
    qty = qty.plus(level.qty);
  }
  return qty;
}

function minimumMissed(
  { buy, sell }: SizingInput,
  qty: Exact,
  price: Exact,
): Record<string, string> | undefined {
  for (const instrument of [buy, sell]) {
    const figures = { instrument: instrument.id, qty: qty.toFixed(), minQty: instrument.minQty };
    if (qty.isZero() || qty.lt(instrument.minQty)) return figures;
    if (qty.times(price).lt(instrument.minNotional))
      return { ...figures, minNotional: instrument.minNotional };
  }
  return undefined;
}

function minimumNotional({ buy, sell }: SizingInput): Exact {
  return Exact.max(buy.minNotional, sell.minNotional);
}

/** Smallest size step that both lot sizes divide. */
export function commonStep(a: Qty, b: Qty): Qty {
  const places = Math.max(new Exact(a).decimalPlaces() ?? 0, new Exact(b).decimalPlaces() ?? 0);
  const [x, y] = [a, b].map((lot) => BigInt(new Exact(lot).shiftedBy(places).toFixed(0)));
  if (x === undefined || y === undefined) return a;
  return asQty(new Exact(((x * y) / greatestDivisor(x, y)).toString()).shiftedBy(-places));
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}

function denied(code: RefusalCode, figures: Readonly<Record<string, string>>): Sizing {
  return { kind: 'denied', denial: { code, figures } };
}
