import { z } from 'zod';
import { plantedFaultSchema } from './faultPlan';
import { PRESET_BASES, simMarketSchema, SIM_VENUES } from './marketPresets';

/** What `simulator.main.ts` reads from the file named by HOLDFAST_SIMULATOR_CONFIG, and what tests pass to `startSimulator`. */
const port = z.number().int().min(0).max(65_535);
const decimal = z.string().regex(/^\d+(\.\d+)?$/);
const key = z.strictObject({
  apiKey: z.string().min(1),
  apiSecret: z.string().min(1),
  /** Left out: may trade, may not withdraw, bound to no address. */
  permissions: z
    .strictObject({
      trade: z.boolean().default(true),
      withdraw: z.boolean().default(false),
      ipBound: z.boolean().default(false),
    })
    .prefault({}),
});
const positive = z.number().positive();

const syntheticSchema = z.strictObject({
  kind: z.literal('synthetic'),
  /** Between two book updates of a market. */
  stepMs: z.number().int().min(5).max(400).default(60),
  annualVolatility: z.number().nonnegative().default(0.6),
  correlationFraction: z.number().min(0).max(1).default(0.7),
  lagPerVenueMs: z.number().nonnegative().default(120),
  opportunitiesPerSecond: z.number().nonnegative().default(1),
  dislocationBps: z.strictObject({ min: positive, max: positive }).default({ min: 40, max: 80 }),
  dislocationHalfLifeMs: positive.default(400),
  /** Prices return to where they began and dislocations take turns: inventory lasts for a run of hours. */
  reverting: z.boolean().default(false),
  levels: z.number().int().min(1).max(500).default(30),
  spacingBps: positive.default(0.4),
  levelQuote: positive.default(8_000),
  tradeChanceFraction: z.number().min(0).max(1).default(0.2),
});

const replaySchema = z.strictObject({
  kind: z.literal('replay'),
  fromSeconds: z.number().nonnegative().default(0),
  /** 1 = as recorded, 10 = ten times as fast. */
  speed: positive.default(1),
});

/** Books stand still until the admin endpoint or a test moves them. */
const manualSchema = z.strictObject({ kind: z.literal('manual') });

const venueSchema = z.strictObject({
  venue: z.enum(SIM_VENUES),
  /** 0 takes a free port. */
  port: port.default(0),
  accountId: z.string().min(1).default('main'),
  /** Two keys of one account; the guard's may be left out. */
  keys: z.strictObject({ trader: key, guard: key.optional() }),
  /** Instead of the balances computed from `accountValueQuote`. */
  balances: z.record(z.string(), decimal).optional(),
  /** Instead of the venue's preset for each of `bases`. */
  markets: z.array(simMarketSchema).nonempty().optional(),
});

export const simulatorConfigSchema = z.strictObject({
  /** Holds `judge-log.jsonl`. */
  dataFolder: z.string().min(1),
  /** `disk` survives a power cut, `kernel` a `kill -9` of the simulator alone. */
  sync: z.enum(['disk', 'kernel']).default('disk'),
  seed: z.string().default('holdfast'),
  fees: z.enum(['real', 'zero']).default('real'),
  adminPort: port.default(0),
  /** Multiplies the venues' real rate limits, for load tests. */
  rateLimitScale: positive.default(1),
  bases: z.array(z.enum(PRESET_BASES)).nonempty().default(['BTC', 'ETH', 'SOL']),
  startPrices: z.record(z.string(), positive).default({ BTC: 61_800, ETH: 2_680, SOL: 162 }),
  accountValueQuote: decimal.default('100000'),
  source: z.discriminatedUnion('kind', [syntheticSchema, replaySchema, manualSchema]),
  venues: z.array(venueSchema).nonempty(),
  faults: z.array(z.strictObject({ venue: z.enum(SIM_VENUES), fault: plantedFaultSchema })).default([]),
});

export type SimulatorConfig = z.infer<typeof simulatorConfigSchema>;
/** As written: everything with a default may be left out. */
export type SimulatorConfigInput = z.input<typeof simulatorConfigSchema>;
export type SimVenueConfig = SimulatorConfig['venues'][number];

/** Thrown where the configuration cannot be used; one line per problem. */
export class SimulatorConfigError extends Error {
  override readonly name = 'SimulatorConfigError';
  constructor(problems: string, cause?: unknown) {
    super(`the simulator's configuration is not usable: ${problems}`, { cause });
  }
}

/** @throws SimulatorConfigError */
export function parseSimulatorConfig(input: unknown): SimulatorConfig {
  const parsed = simulatorConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new SimulatorConfigError(z.prettifyError(parsed.error), parsed.error);
}
