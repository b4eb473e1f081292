import { z } from 'zod';
import type { SimMarket } from './simulatedVenue';

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

export const simMarketSchema = z.strictObject({
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  tickSize: decimal,
  lotSize: decimal,
  minQty: decimal,
  maxQty: decimal,
  minNotional: decimal,
  takerFeeBps: decimal,
  makerFeeBps: decimal,
}) satisfies z.ZodType<SimMarket>;

type Filters = Pick<SimMarket, 'tickSize' | 'lotSize' | 'minQty' | 'maxQty' | 'minNotional'>;

export const PRESET_BASES = ['BTC', 'ETH', 'SOL'] as const;
export type PresetBase = (typeof PRESET_BASES)[number];

/** Venues that a façade exists for. */
export const SIM_VENUES = ['binance', 'bybit'] as const;
export type SimVenueName = (typeof SIM_VENUES)[number];

/** Filters as the venues publish them for their USDT markets. */
const FILTERS: Readonly<Record<SimVenueName, Readonly<Record<PresetBase, Filters>>>> = {
  binance: {
    BTC: filters('0.01', '0.00001', { maxQty: '9000', minNotional: '5' }),
    ETH: filters('0.01', '0.0001', { maxQty: '9000', minNotional: '5' }),
    SOL: filters('0.01', '0.001', { maxQty: '90000', minNotional: '5' }),
  },
  bybit: {
    BTC: filters('0.1', '0.000001', { maxQty: '83', minNotional: '5' }),
    ETH: filters('0.01', '0.00001', { maxQty: '1500', minNotional: '5' }),
    SOL: filters('0.01', '0.001', { maxQty: '27000', minNotional: '5' }),
  },
};

/** The recorded USD-M file counts in these steps: a finer market could not be driven by it. */
const USDM_FILTERS = filters('0.10', '0.001', { maxQty: '1000', minNotional: '5' });

export interface MarketPreset {
  readonly venue: SimVenueName;
  readonly base: PresetBase;
  readonly fees: 'real' | 'zero';
  readonly isReplay: boolean;
}

/** The USDT market of `base`. Fees `real`: 10 bps for taker and maker, what an account without discounts pays on both venues. */
export function presetMarket({ venue, base, fees, isReplay }: MarketPreset): SimMarket {
  const steps = isReplay && venue === 'bybit' && base === 'BTC' ? USDM_FILTERS : FILTERS[venue][base];
  const feeBps = fees === 'real' ? '10' : '0';
  return {
    symbol: `${base}USDT`,
    base,
    quote: 'USDT',
    ...steps,
    takerFeeBps: feeBps,
    makerFeeBps: feeBps,
  };
}

function filters(tickSize: string, lotSize: string, rest: Pick<Filters, 'maxQty' | 'minNotional'>): Filters {
  return { tickSize, lotSize, minQty: lotSize, ...rest };
}
