import type { Config } from '../config/schema';
import { Exact } from '../domain/money';
import { bothDirections, stopsOf, type BreakerSubject } from '../domain/risk/breakerActions';
import { BREAKERS, type BreakerName } from '../domain/risk/breakerNames';
import {
  apiErrors,
  dailyLoss,
  differences,
  failedTrades,
  lossOfShare,
  tooLong,
  type Verdict,
} from '../domain/risk/breakerRules';
import { lossSince } from '../domain/risk/resultMarks';
import type { BreakerVerdict } from '../storage/breakers';
import type { RiskFigures } from '../storage/riskReplies';
import { familyOfStrategy, type AccountResult, type ResultAccount } from './breakerResults';

/** What one look at the figures is judged with. */
export interface Look {
  readonly config: Pick<Config, 'breakers' | 'limits' | 'strategies' | 'venues'>;
  readonly figures: RiskFigures;
  /** `undefined` while something that we hold has no price: then no loss is judged. */
  readonly money: { readonly equityUsd: string; readonly results: readonly AccountResult[] } | undefined;
}

/** Every breaker's verdict on these figures. What is not known, a venue that nobody watches for example, gets none: it neither trips nor heals. */
export function breakerVerdicts(look: Look): BreakerVerdict[] {
  return [...lossVerdicts(look), ...strategyVerdicts(look), ...venueVerdicts(look), ...orphanVerdicts(look)];
}

function lossVerdicts(look: Look): BreakerVerdict[] {
  const { money, config } = look;
  if (money === undefined) return [];
  const { dailyLoss: day, dailyLossDirectional, drawdown, drawdownDirectional } = config.breakers;
  const { equityUsd } = money;
  const baseUsd = bankrollUsd(look, equityUsd);
  const subject = { strategies: directionalOf(look) };
  const today = (account: ResultAccount) => lossOf(look, account, 'dayStartUsd');
  const fallOf = (account: ResultAccount) => lossOf(look, account, 'peakUsd');
  const allAndNeutral = { allLossUsd: today('all'), neutralLossUsd: today('market-neutral'), equityUsd };
  const global = (name: BreakerName, verdict: Verdict) => given(look, { name, key: '', subject }, verdict);
  return [
    global('daily-loss', dailyLoss(allAndNeutral, { capUsd: day.lossUsd, equityFraction: day.lossFraction })),
    global(
      'daily-loss-directional',
      lossOfShare(
        { lossUsd: today('directional'), baseUsd },
        { fraction: dailyLossDirectional.lossFraction },
      ),
    ),
    global(
      'drawdown',
      lossOfShare(
        { lossUsd: fallOf('market-neutral'), baseUsd: equityUsd },
        { fraction: drawdown.fallFraction },
      ),
    ),
    global(
      'drawdown-directional',
      lossOfShare(
        { lossUsd: fallOf('directional'), baseUsd },
        { fraction: drawdownDirectional.fallFraction },
      ),
    ),
  ];
}

function strategyVerdicts(look: Look): BreakerVerdict[] {
  const { config, figures, money } = look;
  const { failedTrades: failed, strategyDrawdown } = config.breakers;
  return Object.keys(config.strategies).flatMap((strategy) => {
    const subject = { name: 'failed-trades', key: strategy, subject: { strategies: [strategy] } } as const;
    const isNeutral = familyOfStrategy(config, strategy) === 'market-neutral';
    const trades = figures.closed.find((closed) => closed.strategy === strategy)?.trades ?? [];
    const row = given(
      look,
      subject,
      failedTrades(trades, { inARow: failed.inARow, losingCounts: isNeutral }),
    );
    if (money === undefined) return [row];
    const baseUsd = isNeutral ? money.equityUsd : bankrollUsd(look, money.equityUsd);
    const fraction = isNeutral ? strategyDrawdown.fallFraction : strategyDrawdown.directionalFallFraction;
    const lossUsd = lossOf(look, `strategy:${strategy}`, 'peakUsd');
    return [
      row,
      given(look, { ...subject, name: 'strategy-drawdown' }, lossOfShare({ lossUsd, baseUsd }, { fraction })),
    ];
  });
}

function venueVerdicts(look: Look): BreakerVerdict[] {
  const { config, figures } = look;
  const limits = config.breakers;
  const of = (name: BreakerName, venue: string, verdict: Verdict) =>
    given(look, { name, key: venue, subject: { venue } }, verdict);
  const seen = figures.venues.flatMap(({ venue, requests, errors, downMs, skewMs }) => [
    of('api-errors', venue, apiErrors({ requests, errors }, limits.apiErrors)),
    of('disconnected', venue, tooLong(downMs, limits.disconnected.afterMs)),
    ...(skewMs === null ? [] : [of('clock-skew', venue, tooLong(skewMs, limits.clockSkew.skewMs))]),
  ]);
  const venues = new Set([
    ...Object.keys(config.venues).filter((venue) => config.venues[venue]?.enabled === true),
    ...figures.differences.map(({ venue }) => venue),
  ]);
  const differing = [...venues].map((venue) => {
    const found = figures.differences.find((each) => each.venue === venue);
    return of('reconciliation', venue, differences(found?.count ?? 0));
  });
  return [...seen, ...differing];
}

/** Pairs with an orphan in sight, and those whose breaker exists already, so that it can heal. */
function orphanVerdicts(look: Look): BreakerVerdict[] {
  const { limitMs } = look.config.breakers.orphanTime;
  const seen = look.figures.orphans.map(({ pairKey, strategy, tradeId, ms }) => {
    const subject = { pairKeys: bothDirections(pairKey), strategies: [strategy] };
    const verdict = tooLong(ms, limitMs, { trade: tradeId });
    return { ...given(look, { name: 'orphan-time', key: pairKey, subject }, verdict), tradeId };
  });
  const quiet = look.figures.breakers
    .filter(({ name, key }) => name === 'orphan-time' && !seen.some((each) => each.key === key))
    .map(({ key }) => given(look, { name: 'orphan-time', key, subject: {} }, tooLong(0, limitMs)));
  return [...seen.filter((each) => each.kind === 'over' || isKnown(look, each)), ...quiet];
}

const isKnown = ({ figures }: Look, { name, key }: BreakerVerdict): boolean =>
  figures.breakers.some((breaker) => breaker.name === name && breaker.key === key);

/** What of the configuration belongs to which breaker. */
const SECTION = {
  'daily-loss': 'dailyLoss',
  'daily-loss-directional': 'dailyLossDirectional',
  drawdown: 'drawdown',
  'drawdown-directional': 'drawdownDirectional',
  'strategy-drawdown': 'strategyDrawdown',
  'failed-trades': 'failedTrades',
  'api-errors': 'apiErrors',
  disconnected: 'disconnected',
  'orphan-time': 'orphanTime',
  reconciliation: 'reconciliation',
  'clock-skew': 'clockSkew',
} as const satisfies Record<BreakerName, Exclude<keyof Config['breakers'], 'evaluateEveryMs'>>;

interface Judged {
  readonly name: BreakerName;
  readonly key: string;
  readonly subject: BreakerSubject;
}

/** The verdict with everything that a trip of it would do. */
function given({ config, figures }: Look, { name, key, subject }: Judged, verdict: Verdict): BreakerVerdict {
  const { action, selfHealing, cooldownMs } = config.breakers[SECTION[name]];
  const { scope, kind: breakerKind } = BREAKERS[name];
  const row = figures.breakers.find((each) => each.name === name && each.key === key);
  const unwinds = name === 'api-errors' && action === 'stop-venue' && config.breakers.apiErrors.unwindExposed;
  return {
    ...verdict,
    name,
    scope,
    key,
    breakerKind,
    action,
    stops: stopsOf(action, subject),
    followUp: action === 'emergency-shutdown' ? action : unwinds ? 'unwind' : null,
    cooldownMs: selfHealing ? cooldownMs : null,
    revisionSeen: row?.revision ?? 0,
    tradeId: null,
  };
}

function lossOf({ money }: Look, account: ResultAccount, mark: 'dayStartUsd' | 'peakUsd'): string {
  const found = money?.results.find((each) => each.account === account);
  return found === undefined ? '0' : lossSince(found.marks[mark], found.resultUsd);
}

const directionalOf = ({ config }: Look): string[] =>
  Object.keys(config.strategies).filter((name) => familyOfStrategy(config, name) === 'directional');

/** What directional strategies size from: their share of equity, all of it where no market-neutral one is enabled. */
function bankrollUsd({ config }: Look, equityUsd: string): string {
  const isNeutralEnabled = Object.entries(config.strategies).some(
    ([name, { enabled }]) => enabled && familyOfStrategy(config, name) === 'market-neutral',
  );
  return isNeutralEnabled
    ? new Exact(equityUsd).times(config.limits.directionalFraction).toFixed()
    : equityUsd;
}
