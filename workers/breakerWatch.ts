import type { Config } from '../config/schema';
import { Exact } from '../domain/money';
import { STOPPING_INCIDENTS } from '../domain/reconciliation/healingRules';
import { lossSince } from '../domain/risk/resultMarks';
import { smallerLimitUsd } from '../domain/risk/breakerRules';
import type { Logger } from '../runtime/logger';
import type { AccountMarks, Breakers } from '../storage/breakers';
import type { RiskFigures } from '../storage/riskReplies';
import { accountResults, type AccountResult } from './breakerResults';
import { breakerVerdicts } from './breakerVerdicts';
import { equityUsd } from './equity';

export interface BreakerWatchDeps {
  readonly config: Config;
  readonly breakers: Breakers;
  readonly mids: () => Promise<ReadonlyMap<string, Exact>>;
  readonly logger: Logger;
}

/**
 * One look at all breakers: figures, rules, verdicts. Any number of processes may look at once; the database trips each breaker once. While
 * prices are missing no loss is judged (begins are denied by then, because the limits go stale), everything else is.
 */
export function createBreakerWatch({
  config,
  breakers,
  mids,
  logger,
}: BreakerWatchDeps): () => Promise<void> {
  const strategies = Object.keys(config.strategies);
  const wish = {
    mode: config.mode,
    strategies,
    failedTrades: config.breakers.failedTrades.inARow,
    differenceIncidents: STOPPING_INCIDENTS,
  };

  return async () => {
    const [prices, figures] = [await mids(), await breakers.figures(wish)];
    const money = moneyOf(config, figures, prices);
    if (money !== undefined) await moveMarks(figures, money);
    for (const { change, ...breaker } of await breakers.observe(
      config.mode,
      breakerVerdicts({ config, figures, money }),
    )) {
      if (change === 'tripped') logger.error({ event: 'breaker.tripped', ...breaker });
      else logger.warn({ event: 'breaker.healed', ...breaker });
    }
  };

  async function moveMarks(figures: RiskFigures, money: Money): Promise<void> {
    const moved = money.results.flatMap((result) => movedMarks(config, figures, { result, money }) ?? []);
    if (moved.length === 0) return;
    for (const account of await breakers.moveMarks(config.mode, moved))
      logger.warn({ event: 'drawdown.alert', account, equityUsd: money.equityUsd });
  }
}

interface Money {
  readonly equityUsd: string;
  readonly results: readonly AccountResult[];
}

function moneyOf(
  config: Config,
  figures: RiskFigures,
  prices: ReadonlyMap<string, Exact>,
): Money | undefined {
  const equity = equityUsd(figures.balances, prices);
  const results = accountResults(config, figures, prices);
  if (equity === undefined || results === undefined || figures.balances.length === 0) return undefined;
  return { equityUsd: equity.toFixed(), results };
}

/** What to store of this account; `undefined` where it stands so already. */
function movedMarks(
  { breakers: { drawdown } }: Config,
  figures: RiskFigures,
  { result, money }: { readonly result: AccountResult; readonly money: Money },
): AccountMarks | undefined {
  const { account, marks, resultUsd, isNew } = result;
  const stored = figures.marks.find((each) => each.account === account);
  const drawdownUsd = lossSince(marks.peakUsd, resultUsd);
  const alertUsd = smallerLimitUsd(money.equityUsd, {
    usd: drawdown.alertUsd,
    fraction: drawdown.alertFraction,
  });
  const isLoss = new Exact(drawdownUsd).gt(0) && new Exact(drawdownUsd).gte(alertUsd);
  const alerted = account === 'market-neutral' && isLoss;
  if (!isNew && stored?.alerted === alerted) return undefined;
  const shown = { drawdownUsd, alertUsd, equityUsd: money.equityUsd };
  return { account, ...marks, alerted, revision: stored?.revision ?? 0, figures: shown };
}
