import { z } from 'zod';
import type { BookedResult, StepResult } from '../domain/lifecycle/steps';
import type { TradePlan } from '../domain/tradePlan';
import type { Fill } from '../domain/order';
import type { JournaledOrder } from '../execution/journal';
import { TRADE_STATES } from '../domain/lifecycle/tradeState';

/** What our own stored functions answer. Plans and results are read back as this code wrote them, so only their presence is checked. */
const written = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);

const denial = z.object({ code: z.string(), figures: z.record(z.string(), z.string()) });
const outcome = z.enum(['completed', 'denied', 'aborted', 'unwound', 'needs-operator']);
const fenced = z.object({ kind: z.literal('fenced'), epoch: z.int() });
const optionalResult = written<StepResult>()
  .nullish()
  .transform((value) => value ?? undefined);
const figures = written<BookedResult['figures']>();

const unfinishedStep = z.object({
  tradeId: z.string(),
  step: z.enum(['open', 'chase', 'hedge', 'unwind', 'close', 'guard']),
  attempt: z.int(),
  epoch: z.int(),
  deadlineAtMs: z.number(),
});

export const BeginReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inserted'), epoch: z.int() }),
  z.object({
    kind: z.literal('existing'),
    epoch: z.int(),
    owner: z.string(),
    deadlineAtMs: z.number(),
    result: optionalResult,
  }),
  z.object({ kind: z.literal('denied'), denial }),
  fenced.extend({ unfinished: unfinishedStep.nullish().transform((value) => value ?? undefined) }),
]);

export const FinishReply = z.discriminatedUnion('kind', [z.object({ kind: z.literal('finished') }), fenced]);

export const TakeOverReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('taken'), epoch: z.int() }),
  z.object({ kind: z.literal('refused'), result: optionalResult }),
]);

export const CloseReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), outcome, figures, epoch: z.int() }),
  fenced,
  z.object({ kind: z.literal('notFinal'), clientOrderIds: z.array(z.string()) }),
  z.object({ kind: z.literal('moreFills') }),
]);

export const TradeReply = z.object({
  plan: written<TradePlan>(),
  epoch: z.int(),
  state: z.enum(TRADE_STATES),
  outcome: outcome.nullish().transform((value) => value ?? undefined),
  figures: figures.nullish().transform((value) => value ?? undefined),
  reduceOnly: z.boolean(),
  reducedByGuard: z.boolean(),
  orphanSinceMs: z
    .number()
    .nullish()
    .transform((value) => value ?? undefined),
  orders: z.array(
    written<JournaledOrder>().transform((order) => ({
      ...order,
      venueOrderId: order.venueOrderId ?? undefined,
    })),
  ),
  fills: z.array(written<Fill>()),
});
