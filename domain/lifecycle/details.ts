import { denialText } from '../opportunity';
import type { TradePlan } from '../tradePlan';
import type { LegPosition, SettledFigures, Situation } from './steps';
import { situationFigures, type TradeFacts } from './tradeProgress';
import type { TradeControls } from './runtime';
import type { TradeState } from './tradeState';

/** What a trade in this state does by itself, for an operator who wonders whether to step in. */
const NEXT: Readonly<Record<TradeState, string>> = {
  idle: 'the limits and the market are checked',
  validating: 'the limits and the market are checked, then the orders leave',
  opening: 'the orders are resolved to known fills',
  chasing: 'the unfilled rest is sent again, at most three times',
  hedging: 'a repair order at least each second until the legs match; after 16 tries the trade unwinds',
  holding: 'waits until its exit is due',
  settling: 'the venues are asked until every order is final, then the result is booked',
  redeeming: 'what was bought is turned back into cash',
  unwinding: 'cancels and flattens, at least each 30 s for about 25 minutes; then it needs an operator',
  closed: 'nothing',
};
const NEEDS_OPERATOR =
  '**An operator must look**: the legs below may be naked and nothing repairs them any more; see docs/runbook.md, *stuck trade*.';

/** The current-details panel of the Temporal Web UI: what the trade is doing, in markdown. */
export function tradeDetails(
  plan: TradePlan,
  facts: Readonly<TradeFacts>,
  controls: Readonly<TradeControls>,
): string {
  return [
    `**${facts.state}**${facts.outcome === undefined ? '' : ` (${facts.outcome})`}: ${facts.cause}`,
    ...(facts.outcome === undefined ? [`next: ${NEXT[facts.state]}`] : []),
    ...(facts.outcome === 'needs-operator' ? [NEEDS_OPERATOR] : []),
    ...wishes(controls),
    ...(facts.denial === undefined ? [] : [`denied: \`${denialText(facts.denial)}\``]),
    '',
    ...legTable(plan, facts.legs),
    '',
    `delta: ${delta(facts.situation)}`,
    `edge: net ${plan.edge.netBps} bps expected, gross ${plan.edge.grossBps}, ${plan.expectedNetProfitUsd} USD`,
    ...(facts.figures === undefined ? [] : result(facts.figures)),
  ].join('\n');
}

function wishes({ paused, kill, shutdown }: Readonly<TradeControls>): string[] {
  return [
    ...(paused ? ['paused: takes no new risk'] : []),
    ...(kill === undefined ? [] : [`kill: ${kill}`]),
    ...(shutdown === undefined
      ? []
      : [`emergency shutdown${shutdown.flatten ? ', flatten' : ''}: ${shutdown.reason}`]),
  ];
}

function legTable(plan: TradePlan, positions: readonly LegPosition[]): string[] {
  const rows = plan.legs.map((leg, index) => {
    const position = positions.find((candidate) => candidate.leg === index);
    const filled = `${position?.filledQty ?? '0'} / ${leg.qty}`;
    const note = position?.note ?? 'not sent yet';
    return `| ${leg.side} | ${leg.instrumentId} | ${filled} | ${position?.avgPrice ?? '–'} | ${leg.expectedPrice} | ${note} |`;
  });
  return [
    '| side | instrument | filled / planned | average | expected | last order |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
}

function delta(situation: Situation): string {
  const { exposure, situation: name } = situationFigures(situation);
  return exposure ?? `none (${name ?? situation.kind})`;
}

function result(figures: SettledFigures): string[] {
  return [
    `PnL: **${figures.pnlUsd} USD** (expected ${figures.expectedPnlUsd}), fees ${figures.feesUsd} (${figures.expectedFeesUsd}), slippage ${figures.slippageUsd}`,
    `realised: net ${figures.realisedNetBps} bps, gross ${figures.realisedGrossBps} (expected ${figures.expectedGrossBps})`,
  ];
}
