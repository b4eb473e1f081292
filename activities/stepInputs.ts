import { z } from 'zod';
import { TRADE_STATES } from '../domain/lifecycle/tradeState';
import type { BookRequest, StepRequest, TransitionRecord } from '../domain/lifecycle/steps';
import { MODES } from '../domain/mode';
import { asBps, asPrice, asQty, asUsd } from '../domain/money';
import type { Denial } from '../domain/opportunity';
import type { TradePlan } from '../domain/tradePlan';

const price = z.string().transform(asPrice);
const qty = z.string().transform(asQty);
const usd = z.string().transform(asUsd);
const bps = z.string().transform(asBps);
const figures = z.record(z.string(), z.string());

const Leg = z.object({
  instrumentId: z.string(),
  venue: z.string(),
  side: z.enum(['buy', 'sell']),
  qty,
  expectedPrice: price,
  worstPrice: price,
  takerFeeBps: bps,
  bestBid: price,
  bestAsk: price,
  bookReceivedAtMs: z.number(),
});

const Edge = z.object({
  grossBps: bps,
  costs: z.object({
    takerFeesBps: bps,
    slippageBufferBps: bps,
    latencyBufferBps: bps,
    quoteConversionBps: bps,
    fundingBps: bps,
    rebalancingBps: bps,
    safetyBufferBps: bps,
  }),
  netBps: bps,
});

const Deadlines = z.object({
  openingMs: z.number(),
  orphanChaseMs: z.number(),
  orphanMs: z.number(),
  sendBeforeMs: z.number(),
  maxChases: z.int(),
});

/** The plan as it comes back from the workflow's history: the one boundary between recorded text and branded values. */
export const TradePlanInput: z.ZodType<TradePlan> = z.object({
  tradeId: z.string(),
  mode: z.enum(MODES),
  strategy: z.string(),
  symbol: z.string(),
  pairKey: z.string(),
  slot: z.int(),
  slotCounter: z.int(),
  legs: z.array(Leg).min(1),
  qty,
  notionalUsd: usd,
  edge: Edge,
  minNetBps: bps,
  expectedNetProfitUsd: usd,
  worstCaseLossUsd: usd,
  priority: z.enum(['normal', 'high', 'emergency']),
  deadlines: Deadlines,
  hold: z.object({ untilMs: z.number() }).exactOptional(),
  detectedAtMs: z.number(),
  expiresAtMs: z.number(),
  frameReceivedAtNs: z.string(),
  opportunityId: z.string(),
});

const Transition: z.ZodType<TransitionRecord> = z.object({
  seq: z.int(),
  from: z.enum(TRADE_STATES),
  to: z.enum(TRADE_STATES),
  cause: z.string(),
  atMs: z.number(),
  figures,
});

export const TransitionsInput: z.ZodType<TransitionRecord[]> = z.array(Transition);

export const DenialInput: z.ZodType<Denial> = z.object({ code: z.string(), figures });

const requestShape = {
  plan: TradePlanInput,
  epoch: z.int(),
  attempt: z.int().positive(),
  cause: z.string(),
  transitions: TransitionsInput,
};

export const StepRequestInput: z.ZodType<StepRequest> = z.object(requestShape);

export const BookRequestInput: z.ZodType<BookRequest> = z.object({
  ...requestShape,
  outcome: z.enum(['completed', 'denied', 'aborted', 'unwound', 'needs-operator']),
});
