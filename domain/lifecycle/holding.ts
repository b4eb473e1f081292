import { isOvertaken } from './stepping';
import { moveTo, type TradeProgress } from './tradeProgress';

/** Goes where a trade without an orphan belongs: to `holding` where its plan carries a position, else straight to `settling`. */
export function carryOn(trade: TradeProgress, cause: string): void {
  moveTo(trade, trade.plan.hold === undefined ? 'settling' : 'holding', cause);
}

/** `holding`: one wait until the plan's time, cut short by what makes the trade unwind. */
export async function hold(trade: TradeProgress): Promise<void> {
  const { plan, runtime } = trade;
  const leftMs = Math.max(0, (plan.hold?.untilMs ?? 0) - runtime.nowMs());
  const interrupted = await runtime.waitFor(() => isOvertaken(trade), leftMs);
  if (!interrupted) moveTo(trade, 'settling', 'held until its time');
}
