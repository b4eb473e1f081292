import type { Denial } from '../opportunity';
import type { TradeControls } from './runtime';
import type { TradeState } from './tradeState';
import type { TradeFacts } from './tradeProgress';

/** Which wishes to stop lead a state to `unwinding`: a shutdown that keeps positions stops only what is still opening. */
const UNWINDS_ON: Readonly<Record<TradeState, 'every stop' | 'kill or flatten' | 'nothing'>> = {
  idle: 'nothing',
  validating: 'nothing',
  opening: 'every stop',
  chasing: 'every stop',
  hedging: 'kill or flatten',
  holding: 'kill or flatten',
  settling: 'kill or flatten',
  redeeming: 'nothing',
  unwinding: 'nothing',
  closed: 'nothing',
};

/** Why this trade must unwind now, `undefined` where it may go on. */
export function reasonToUnwind(
  { state, reducedByGuard }: Pick<TradeFacts, 'state' | 'reducedByGuard'>,
  controls: TradeControls,
): string | undefined {
  const guardReason = reducedByGuard ? 'the guard reduced the position' : undefined;
  switch (UNWINDS_ON[state]) {
    case 'every stop':
      return killReason(controls) ?? shutdownReason(controls) ?? guardReason;
    case 'kill or flatten':
      return killReason(controls) ?? flatteningReason(controls) ?? guardReason;
    case 'nothing':
      return undefined;
  }
}

/** What a trade that must not open ends with. */
export interface Refusal {
  readonly denial: Denial;
  readonly outcome: 'aborted' | 'denied';
}

/** Why a trade that has not opened must not open. A kill or a shutdown aborts it, a pause denies it. */
export function refusalToOpen(controls: TradeControls): Refusal | undefined {
  const stop = killReason(controls) ?? shutdownReason(controls);
  if (stop !== undefined)
    return { denial: { code: 'CONTROL_STOPPED', figures: { reason: stop } }, outcome: 'aborted' };
  if (controls.paused) return { denial: { code: 'CONTROL_PAUSED', figures: {} }, outcome: 'denied' };
  return undefined;
}

function killReason({ kill }: TradeControls): string | undefined {
  return kill === undefined ? undefined : `kill: ${kill}`;
}

function shutdownReason({ shutdown }: TradeControls): string | undefined {
  return shutdown === undefined ? undefined : `emergency shutdown: ${shutdown.reason}`;
}

function flatteningReason(controls: TradeControls): string | undefined {
  return controls.shutdown?.flatten === true ? shutdownReason(controls) : undefined;
}
