import { tradingVariables } from '../cli/demo/tradingVariables';
import { chooseGuardPorts } from '../cli/guardPorts';
import { tradingProcesses } from '../cli/ownProcesses';
import { UserError } from '../cli/userError';
import { OPENINGS, type OpeningWay } from '../config/schema';
import { createBareOrders, type BareOrders } from './floors/bareOrders';
import { createEmptyTemporal, type EmptyTemporal } from './floors/eagerStart';
import { atRate } from './atRate';
import { printReport, type BenchOptions, type Budget } from './printReport';
import { percentiles, report, type BenchReport, type Percentiles } from './report';
import { openBenchStack, type BenchStack } from './stack/benchStack';
import { startMarket, type BenchMarket } from './stack/market';
import { QUICK_TRADING } from './stack/quickTrading';
import { planVenues } from './stack/venues';

interface TickToOrdersOptions extends BenchOptions {
  readonly opening?: string;
  readonly samples?: string;
}

const NAME = 'tick-to-orders';
const DEFAULT_SAMPLES = 1_000;
const OPPORTUNITIES_PER_SECOND = 5;
/** Trades, then floors, then trades again: both see the same machine. */
const TRADES_A_ROUND = 50;
const FLOORS_A_ROUND = 20;
const WARM_UP = 25;
/** Trades that were denied are no samples; more rounds than this many times the needed ones mean that something is wrong. */
const PATIENCE = 2;

interface Bench {
  readonly stack: BenchStack;
  readonly market: BenchMarket;
  readonly empty: EmptyTemporal;
  readonly bare: BareOrders;
  readonly bareMarket: BenchMarket;
}

interface Floors {
  readonly eagerMs: number[];
  readonly bareMs: number[];
}

/** `--opening both`: one after the other, each beside the floors of its own minutes; the last report is that of journal-first. */
const BOTH = 'both';

/** Venue frame received → later of both orders' socket writes, on the whole stack, beside a bare handler and an empty eager start. */
export async function run(options: TickToOrdersOptions = {}): Promise<readonly BenchReport<Percentiles>[]> {
  const samples = checkedSamples(options);
  const reports: BenchReport<Percentiles>[] = [];
  for (const opening of checkedOpenings(options)) reports.push(await runOne(opening, samples, options));
  return reports;
}

async function runOne(
  opening: OpeningWay,
  samples: number,
  options: BenchOptions,
): Promise<BenchReport<Percentiles>> {
  const stack = await openBenchStack(say);
  try {
    const bench = await startBench(stack, opening);
    const { tradesMs, floors } = await measure(bench, samples).finally(() => closeBench(bench));
    return publish({ opening, tradesMs, floors }, options);
  } finally {
    await stack.close();
  }
}

function checkedOpenings({ opening = BOTH }: TickToOrdersOptions): readonly OpeningWay[] {
  if (opening === BOTH) return OPENINGS;
  const chosen = OPENINGS.filter((known) => known === opening);
  if (chosen.length === 0)
    throw new UserError({
      problem: `--opening "${opening}" is not known`,
      remedy: `Choose one of ${[...OPENINGS, BOTH].join(', ')}`,
    });
  return chosen;
}

function checkedSamples({ samples }: TickToOrdersOptions): number {
  const wanted = Number(samples ?? DEFAULT_SAMPLES);
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new UserError({
      problem: `--samples "${String(samples)}" is not a number of trades`,
      remedy: 'For example --samples 1000',
    });
  return wanted;
}

async function startBench(stack: BenchStack, opening: OpeningWay): Promise<Bench> {
  const { folder, services, session } = stack;
  const [venues, floorVenues] = [
    await planVenues(folder, { name: 'simulator' }),
    await planVenues(folder, { name: 'floor-simulator' }),
  ];
  await services.run([venues.spec, floorVenues.spec]);
  const market = await startMarket(venues.adminUrl);
  const bareMarket = await startMarket(floorVenues.adminUrl);
  const options = { minNetBps: undefined, market: 'synthetic', opening } as const;
  await services.run(
    tradingProcesses({
      folder,
      addresses: services.addresses,
      heartbeats: session.heartbeats,
      env: { ...tradingVariables(options, venues.access), ...QUICK_TRADING },
      dependsOn: services.serviceNames,
      guardPorts: await chooseGuardPorts(folder),
    }),
  );
  const { temporalAddress: address, temporalNamespace: namespace } = services.addresses;
  const empty = await createEmptyTemporal({ address, namespace });
  return { stack, market, bareMarket, empty, bare: await createBareOrders(floorVenues.access) };
}

async function closeBench({ market, bareMarket, bare, empty }: Bench): Promise<void> {
  await Promise.all([market.close(), bareMarket.close(), bare.close(), empty.close()]);
}

async function measure(bench: Bench, samples: number): Promise<{ tradesMs: number[]; floors: Floors }> {
  say(`Warming up with ${WARM_UP} trades and floors`);
  await tradeRound(bench, WARM_UP);
  await floorRound(bench, WARM_UP);
  const sinceMs = Date.now();
  const floors: Floors = { eagerMs: [], bareMs: [] };
  const mostRounds = Math.ceil((PATIENCE * samples) / TRADES_A_ROUND);
  let tradesMs: number[] = [];
  for (let round = 0; round < mostRounds && tradesMs.length < samples; round++) {
    await tradeRound(bench, Math.min(TRADES_A_ROUND, samples));
    const more = await floorRound(bench, FLOORS_A_ROUND);
    floors.eagerMs.push(...more.eagerMs);
    floors.bareMs.push(...more.bareMs);
    tradesMs = await tickToOrdersMs(bench, sinceMs);
    say(`${tradesMs.length} of ${samples} trades; ${textOf(percentiles(tradesMs))}`);
  }
  if (tradesMs.length < samples)
    throw new Error(
      `only ${tradesMs.length} of ${samples} opportunities became trades: see the log of the trader`,
    );
  return { tradesMs, floors };
}

/** Offers opportunities at the rate and waits until their trades are closed. */
async function tradeRound({ stack, market }: Bench, count: number): Promise<void> {
  await atRate(OPPORTUNITIES_PER_SECOND, count, () => market.offer());
  await allClosed(stack);
}

async function allClosed({ session }: BenchStack): Promise<void> {
  const untilMs = Date.now() + 30_000;
  while (Date.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 250)); // the last trade may not have begun
    if ((await session.reports.list({ limit: 1, openOnly: true })).length === 0) return;
  }
  throw new Error('trades stay open for 30 s: see the log of the trader');
}

/** One eager start and one bare pair of orders by turns, at the rate of the trades. */
async function floorRound({ empty, bare, bareMarket }: Bench, count: number): Promise<Floors> {
  const floors: Floors = { eagerMs: [], bareMs: [] };
  let isAbove = false;
  const move = (): Promise<void> => {
    isAbove = !isAbove;
    return bareMarket.set('BTC', 'binance', isAbove ? 5 : 0);
  };
  await atRate(OPPORTUNITIES_PER_SECOND, count, async () => {
    floors.eagerMs.push(await empty.startToActivityMs());
    floors.bareMs.push(await bare.frameToOrdersMs(move));
  });
  return floors;
}

async function tickToOrdersMs({ stack }: Bench, sinceMs: number): Promise<number[]> {
  const trades = await stack.session.reports.list({ limit: 1_000_000, touchedSinceMs: sinceMs });
  return trades.flatMap((trade) => (trade.openedAtMs < sinceMs ? [] : (trade.tickToOrdersMs ?? [])));
}

interface Measured {
  readonly opening: OpeningWay;
  readonly tradesMs: readonly number[];
  readonly floors: Floors;
}

/** Each way beside what it can't be faster than: an empty eager start where the workflow opens, bare orders where the trader does. */
function publish({ opening, tradesMs, floors }: Measured, options: BenchOptions): BenchReport<Percentiles> {
  const [result, eager, bare] = [
    percentiles(tradesMs),
    percentiles(floors.eagerMs),
    percentiles(floors.bareMs),
  ];
  const floor = opening === 'workflow-first' ? eager : bare;
  const measured = report({ name: NAME, result, floor, ratio: result.p50 / floor.p50 });
  say(
    `trades       ${textOf(result)}   n ${tradesMs.length}, ${OPPORTUNITIES_PER_SECOND} a second, ${opening}`,
  );
  say(
    `bare orders  ${textOf(bare)}   n ${floors.bareMs.length}: ws handler, two signed requests through undici`,
  );
  say(`eager start  ${textOf(eager)}   n ${floors.eagerMs.length}: empty local activity, same server`);
  printReport(measured, [budgetOf(opening, measured)], options);
  return measured;
}

function budgetOf(opening: OpeningWay, { result, ratio }: BenchReport<Percentiles>): Budget {
  switch (opening) {
    case 'workflow-first': {
      const met = (result.p50 <= 30 && result.p99 <= 90) || ratio <= 1.3;
      return { met, text: 'p50 ≤ 30 ms and p99 ≤ 90 ms, or p50 ≤ 1.3 × an empty eager start' };
    }
    case 'journal-first':
      return { met: result.p50 <= 5 && result.p99 <= 15, text: 'p50 ≤ 5 ms and p99 ≤ 15 ms' };
  }
}

const textOf = ({ p50, p99 }: Percentiles): string => `p50 ${p50} ms, p99 ${p99} ms`;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
