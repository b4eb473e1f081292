import { z } from 'zod';
import { isTimeZone } from '../domain/calendarDay';
import { PROCESS_MODES } from '../domain/mode';
import { breakersSchema } from './breakers';
import {
  address,
  atLeastOne,
  bps,
  count,
  durationMs,
  fraction,
  payloadKeys,
  port,
  secret,
  usd,
} from './fields';

/** Ways to open a trade (`docs/architecture.md`, *Latency of an opening*). */
export const OPENINGS = ['workflow-first', 'journal-first'] as const;
export type OpeningWay = (typeof OPENINGS)[number];

const venue = z.strictObject({
  enabled: z.boolean(),
  restUrl: address('https', 'http').describe('REST entry point'),
  publicWsUrl: address('wss', 'ws').describe('public streams, without the path'),
  privateWsUrl: address('wss', 'ws').describe('private streams, without the path'),
  apiKey: secret(),
  apiSecret: secret(),
  guardApiKey: secret().describe('the key of the guard on the same account; empty = the same key'),
  guardApiSecret: secret(),
  budgetFraction: fraction().describe(
    "share of the venue's request budget that a trader may use; the rest is the guard's",
  ),
  limitScale: atLeastOne().describe(
    "the account's request limits as a multiple of the published ones: a VIP level, or a simulator",
  ),
  orderRate: z
    .strictObject({ orders: atLeastOne(), perMs: atLeastOne() })
    .describe('orders of openings, of all traders together'),
});

const paperVenue = z.strictObject({
  restUrl: address('https', 'http'),
  privateWsUrl: address('wss', 'ws'),
  apiKey: secret(),
  apiSecret: secret(),
  guardApiKey: secret(),
  guardApiSecret: secret(),
});

const strategy = z
  .strictObject({
    kind: z.enum(['arbitrage']),
    enabled: z.boolean(),
    minNetBps: bps().describe('net edge from which a trade is started'),
    shownGrossBps: bps().describe('gross edge from which an opportunity is shown'),
    largeGrossBps: bps().describe('gross edge from which it has priority high'),
    minDepthUsd: usd().describe('depth inside the worst acceptable price'),
    maxNotionalUsd: usd().describe('largest notional of one leg'),
    slotsPerPair: atLeastOne().describe('trades that may be open per pair and direction'),
    maxConcurrentTrades: atLeastOne(),
    holdMs: durationMs().describe('how long a matched position is carried before it settles; 0 = not at all'),
    cooldownAfterCloseMs: durationMs(),
    cooldownAfterFailureMs: durationMs(),
    opportunityTtlMs: durationMs().describe('an opportunity older than this is not opened'),
  })
  .refine((value) => Number(value.shownGrossBps) <= Number(value.largeGrossBps), {
    path: ['largeGrossBps'],
    error: 'must not be below shownGrossBps',
  });

/** What streams tell at once is asked for this often at the least. */
const MOST_POLL_MS = 20_000;
const poll = () =>
  durationMs().refine((value) => value > 0 && value <= MOST_POLL_MS, {
    error: `write 1 to ${MOST_POLL_MS} ms`,
  });

const HOST_AND_PORT = /^[^\s:]+:\d+$/;

/** The whole configuration. Unknown keys are errors: a misspelt limit must not be silently absent. */
export const ConfigSchema = z
  .strictObject({
    mode: z.enum(PROCESS_MODES),
    profile: z.enum(['conservative', 'gekko', 'chaos']),
    opening: z.enum(OPENINGS).describe('who opens a trade: its workflow, or the trader before it'),
    home: z.string().describe('where data is kept; empty = .holdfast in the checkout'),
    recordedData: z.string().describe('folder of recorded market data; empty = none'),
    symbols: z.array(z.string().regex(/^[A-Z0-9]+\/[A-Z0-9]+$/, 'write BASE/QUOTE, like BTC/USDT')).min(1),
    venues: z.record(z.string(), venue),
    paper: z.record(z.string(), paperVenue),
    strategies: z.strictObject({ spread: strategy }),
    costs: z.strictObject({
      slippageBufferBps: bps(),
      safetyBufferBps: bps(),
      rebalancingBps: bps(),
      quoteConversionBps: bps(),
      latencyP99Ms: durationMs().describe(
        'latency that the latency buffer reckons with until it is measured',
      ),
      worstPriceBps: bps().describe('how far a limit may lie beyond the walked price'),
    }),
    deadlines: z
      .strictObject({
        openingMs: durationMs(),
        orphanChaseMs: durationMs(),
        orphanMs: durationMs(),
        sendBeforeMs: durationMs(),
        maxChases: count(),
      })
      .refine((value) => value.orphanChaseMs <= value.orphanMs, {
        path: ['orphanChaseMs'],
        error: 'must not be above orphanMs: the chase uses a share of it',
      })
      .refine((value) => value.sendBeforeMs < value.orphanMs, {
        path: ['sendBeforeMs'],
        error: 'must be below orphanMs: orders must be dead before their step is overdue',
      }),
    repair: z
      .strictObject({ startBps: bps(), widenBps: bps(), maxBps: bps() })
      .refine((value) => Number(value.startBps) <= Number(value.maxBps), {
        path: ['maxBps'],
        error: 'must not be below startBps',
      }),
    streams: z.strictObject({
      stalenessMs: durationMs().describe('older books are no basis for an order'),
      maxClockSkewMs: durationMs().describe('no trading on a venue whose clock is further from ours'),
      shards: atLeastOne().describe('worker threads for feeds and detection'),
      queueLength: atLeastOne(),
    }),
    guard: z
      .strictObject({
        listen: z
          .string()
          .describe('host:port on which this guard waits for traders; empty in other processes'),
        addresses: z
          .array(z.string().regex(HOST_AND_PORT, 'write host:port'))
          .describe('where the guards listen, active and standby; traders hold a socket to each'),
        leaseMs: durationMs().describe("life of a guard's and of a trader's lease without renewal"),
        renewEveryMs: durationMs(),
        lookEveryMs: durationMs().describe('pause between two looks for steps that are due'),
        headStartMs: durationMs().describe("how long past its deadline a step is the guard's alone"),
        watchedEveryMs: durationMs().describe('pause between two look-ups of orders whose fate is not known'),
        compareOrdersEveryMs: poll().describe('pause between two readings of the orders at the venues'),
        compareBalancesEveryMs: poll().describe('pause between two readings of the balances at a venue'),
      })
      .refine((value) => value.renewEveryMs * 3 <= value.leaseMs, {
        path: ['renewEveryMs'],
        error: 'must be a third of leaseMs or less: one slow commit must not cost the lease',
      }),
    limits: z.strictObject({
      allocationFraction: fraction().describe('capital committed ÷ equity, at most'),
      grossExposureFraction: fraction(10).describe('notional of all legs ÷ equity, at most'),
      venueFraction: fraction(10).describe('notional of the legs on one venue ÷ equity, at most'),
      symbolFraction: fraction(10).describe('notional of the legs in one symbol ÷ equity, at most'),
      strategyFraction: fraction(10).describe('notional of the legs of one strategy ÷ equity, at most'),
      tradeFraction: fraction(10).describe('notional of all legs of one trade ÷ equity, at most'),
      orderFraction: fraction(10).describe('notional of one order ÷ equity, at most'),
      venueUsd: usd().describe('notional on one venue, whatever the equity is'),
      symbolUsd: usd().describe('notional in one symbol, whatever the equity is'),
      strategyUsd: usd().describe('notional of one strategy, whatever the equity is'),
      allUsd: usd().describe('notional of all trades, whatever the equity is'),
      liveCapitalUsd: usd().describe('committed by live trades, in all'),
      priceCollarBps: bps().describe(
        'a price further from the median of all venues is no basis for an order',
      ),
      directionalFraction: fraction().describe(
        'bankroll of directional strategies ÷ equity, where a market-neutral one is enabled',
      ),
      maxAgeMs: durationMs().describe('begins deny on limits older than this'),
      denialWaitMs: durationMs().describe('how long a slot stays closed after a denial'),
    }),
    breakers: breakersSchema,
    aggressivenessFraction: fraction().describe('share of equity that may be committed; from the profile'),
    ceilings: z
      .strictObject({ orderUsd: usd(), opportunityUsd: usd() })
      .refine((value) => Number(value.orderUsd) <= Number(value.opportunityUsd), {
        path: ['opportunityUsd'],
        error: 'must not be below orderUsd: it counts all orders of an opportunity',
      }),
    reconciliation: z.strictObject({
      quoteDust: usd().describe('differences of a quote currency below this are reported and nothing else'),
    }),
    latches: z.strictObject({
      liveOrderPostingEnabled: z.boolean(),
      intelligenceGateEnabled: z
        .boolean()
        .describe(
          'live opportunities must be confirmed by a second computation; off needs a recorded reason',
        ),
    }),
    reports: z.strictObject({
      timeZone: z
        .string()
        .refine(isTimeZone, { error: 'write the IANA name of a time zone, like Europe/Berlin or UTC' })
        .describe('days of the daily summary begin at midnight of this zone'),
    }),
    vault: z.strictObject({
      file: z.string().describe('encrypted keys; empty = vault.json in the data folder'),
      passphraseFile: z.string().describe('file with the passphrase of the vault; empty = it stays shut'),
    }),
    database: z.strictObject({ url: z.string() }),
    redis: z.strictObject({ url: z.string() }),
    temporal: z.strictObject({
      address: z.string(),
      namespace: z.string(),
      payloadKeys: payloadKeys().describe('the first encrypts, all decrypt; empty = payloads in the clear'),
      codecPort: port().describe('where the codec server answers the Web UI, on this machine only'),
      uiOrigins: z.array(z.url()).describe('pages that may ask the codec server'),
    }),
    log: z.strictObject({ level: z.string().describe('level, or per module: info,detection=debug') }),
  })
  .refine((config) => config.mode !== 'live', {
    path: ['mode'],
    error: 'live is refused: no version of Holdfast trades real money yet; use simulator or paper',
  });

export type Config = z.infer<typeof ConfigSchema>;
