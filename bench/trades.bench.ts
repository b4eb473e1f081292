import { loadOwnConfig } from '../cli/ownConfig';
import { tradingVariables } from '../cli/demo/tradingVariables';
import { createEmptyTemporal } from './floors/eagerStart';
import { printReport, type BenchOptions, type Budget } from './printReport';
import { percentile, report, rounded, type BenchReport } from './report';
import { openBenchStack, type BenchStack } from './stack/benchStack';
import { openDurableTrades } from './stack/durableTrades';
import { startMarket } from './stack/market';
import { QUICK_TRADING } from './stack/quickTrading';
import { planVenues } from './stack/venues';

export interface TradesFigures {
  readonly perSecond: number;
}

const IN_FLIGHT = 12;
const TRADES_A_ROUND = 150;
const EMPTY_A_ROUND = 300;
/** The first only warms up. */
const ROUNDS = 6;

/** A closed loop on one pair: nothing may expire, cool down or be charged as volatility while the loop is full. */
const TRADING = {
  ...QUICK_TRADING,
  HOLDFAST__STRATEGIES__SPREAD__OPPORTUNITY_TTL_MS: '60000',
  // a full loop makes every trade slow: deadlines would measure themselves
  HOLDFAST__STREAMS__STALENESS_MS: '5000',
  HOLDFAST__DEADLINES__SEND_BEFORE_MS: '1500',
  HOLDFAST__DEADLINES__ORPHAN_CHASE_MS: '1500',
  HOLDFAST__DEADLINES__ORPHAN_MS: '3000',
  HOLDFAST__DEADLINES__OPENING_MS: '5000',
  HOLDFAST__SYMBOLS: '[BTC/USDT]',
};

/** More than any order rate this bench can reach. */
const RATE_LIMIT_SCALE = 100;

/** Whole trades (open and settle) per second in a closed loop, beside empty workflows on the same server in turns. */
export async function run(options: BenchOptions = {}): Promise<BenchReport<TradesFigures>> {
  const stack = await openBenchStack(say);
  try {
    const rates = await measure(stack);
    const [trades, empty] = [median(rates.trades), median(rates.empty)];
    const measured = report({
      name: 'trades',
      result: { perSecond: trades },
      floor: { perSecond: empty },
      ratio: trades / empty,
    });
    say(
      `${ROUNDS - 1} rounds by turns, ${IN_FLIGHT} in flight: ${TRADES_A_ROUND} trades, ${EMPTY_A_ROUND} empty workflows`,
    );
    printReport(measured, [budgetOf(measured)], options);
    return measured;
  } finally {
    await stack.close();
  }
}

async function measure(stack: BenchStack): Promise<{ trades: number[]; empty: number[] }> {
  const { folder, services } = stack;
  const venues = await planVenues(folder, { name: 'simulator', rateLimitScale: RATE_LIMIT_SCALE });
  await services.run([venues.spec]);
  const market = await startMarket(venues.adminUrl, ['BTC']);
  await market.set('BTC', 'bybit', 80);
  const {
    databaseUrl,
    redisUrl,
    temporalAddress: address,
    temporalNamespace: namespace,
  } = services.addresses;
  const { config } = loadOwnConfig({
    ...process.env,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    ...tradingVariables({ minNetBps: undefined, market: 'synthetic' }, venues.access),
    ...TRADING,
  });
  const durable = await openDurableTrades(config);
  const empty = await createEmptyTemporal({ address, namespace });
  try {
    return await takeTurns(
      () => durable.tradesPerSecond(TRADES_A_ROUND, IN_FLIGHT),
      () => empty.emptyWorkflowsPerSecond(EMPTY_A_ROUND, IN_FLIGHT),
    );
  } finally {
    await Promise.all([durable.close(), empty.close(), market.close()]);
  }
}

async function takeTurns(
  trades: () => Promise<number>,
  empty: () => Promise<number>,
): Promise<{ trades: number[]; empty: number[] }> {
  const rates = { trades: [] as number[], empty: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const [tradeRate, emptyRate] = [await trades(), await empty()];
    say(
      `${tradeRate.toFixed(1)} trades/s, ${emptyRate.toFixed(1)} empty workflows/s${round === 0 ? ' (warm-up)' : ''}`,
    );
    if (round === 0) continue;
    rates.trades.push(tradeRate);
    rates.empty.push(emptyRate);
  }
  return rates;
}

const median = (rates: readonly number[]): number => rounded(percentile(rates, 0.5));

function budgetOf({ ratio }: BenchReport<TradesFigures>): Budget {
  return { met: ratio >= 0.4, text: 'trades that settle at once: ≥ 0.40 of the rate of empty workflows' };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
