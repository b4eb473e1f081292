import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { ShutdownReport, ShutdownRequest } from '../domain/lifecycle/emergencyShutdown';
import type { TradeId } from '../domain/tradePlan';
import { within } from '../runtime/within';
import type { ControlScopeKind, Controls, ControlState } from '../storage/controls';
import type { Shutdowns } from '../storage/shutdownRecords';
import type { TradeLine, TradeReports } from '../storage/tradeReports';
import { createTradeSignals } from '../workers/signalTrades';
import { createShutdownStart } from '../workers/startShutdown';
import type { ShutdownWish } from '../workflows/messages';
import type { ControlScope } from './controlScope';
import { EXIT } from './exitCodes';
import { UserError } from './userError';

export type ControlVerb = 'pause' | 'resume' | 'kill';

export interface SteeringDeps {
  readonly controls: Controls;
  readonly reports: TradeReports;
  readonly shutdowns: Pick<Shutdowns, 'request' | 'report'>;
  /** Connects on first use: a control must reach the database even while Temporal is away. */
  readonly temporal: () => Promise<Client>;
  /** Who steers, for the audit trail. */
  readonly operator: string;
}

const STATE_OF: Readonly<Record<ControlVerb, ControlState>> = {
  pause: 'paused',
  resume: 'running',
  kill: 'killed',
};
/** More open trades than any configuration allows. */
const ALL_OPEN = 10_000;
const TEMPORAL_PATIENCE_MS = 6_000;
/** Its looks end after four minutes at most; a driver that dies is replaced after five seconds. */
const SHUTDOWN_PATIENCE_MS = 360_000;
const LOOK_MS = 100;

/** Sets controls: first the row that every begin reads, then a signal to each open trade that it concerns. */
export const createSteering = (deps: SteeringDeps) => ({
  /** Ids of the open trades that were told. @throws UserError where the named trade is unknown or closed. */
  async control(verb: ControlVerb, scope: ControlScope, reason: string): Promise<TradeId[]> {
    if (scope.kind === 'trade') await requireOpenTrade(deps.reports, scope.name);
    await deps.controls.set({ ...rowOf(scope), state: STATE_OF[verb], reason, setBy: deps.operator });
    return tell(deps, scope, { kind: verb, reason });
  },

  /**
   * As `control` of everything, unless everything is shut down or killed: `undefined` then, and nothing was changed. Only `control` lifts
   * that, after a typed confirmation; a shutdown that begins meanwhile is not lifted by accident.
   */
  async ease(verb: 'pause' | 'resume', reason: string): Promise<TradeId[] | undefined> {
    const scope = { kind: 'all' } as const;
    const row = { ...rowOf(scope), state: STATE_OF[verb], reason, setBy: deps.operator };
    const isSet = await deps.controls.setUnlessShutDown(row);
    return isSet ? tell(deps, scope, { kind: verb, reason }) : undefined;
  },

  /**
   * The report of the emergency shutdown; one that is under way already is joined. The control is in force when `onRequested` is told how it
   * goes on: by its workflow, or, while Temporal does not answer, by a guard. @throws UserError where nobody has carried it through in time
   */
  async shutdown(
    wish: ShutdownWish,
    onRequested: (how: ShutdownWay) => void = () => undefined,
  ): Promise<ShutdownReport> {
    const request = { ...wish, requestedBy: deps.operator };
    const requestId = await deps.shutdowns.request(request);
    onRequested(await startShutdown(deps, { ...request, requestId }));
    return untilReported(deps.shutdowns, requestId);
  },
});

/** Who carries a shutdown through; a guard takes over from a workflow that falls silent, too. */
export type ShutdownWay = 'workflow' | 'guard';

export type Steering = ReturnType<typeof createSteering>;

/** Temporal may be away, or frozen with its connections open: the shutdown goes on without it. */
async function startShutdown(deps: SteeringDeps, request: ShutdownRequest): Promise<ShutdownWay> {
  try {
    const starting = deps.temporal().then((client) => createShutdownStart(client)(request));
    await within(TEMPORAL_PATIENCE_MS, 'the start of the shutdown', starting);
    return 'workflow';
  } catch {
    return 'guard';
  }
}

/** A look that fails is one that saw no report: what was asked for stands in the database, also one that is away for a while. */
async function untilReported(shutdowns: SteeringDeps['shutdowns'], id: string): Promise<ShutdownReport> {
  const endMs = performance.now() + SHUTDOWN_PATIENCE_MS;
  let cause: unknown;
  while (performance.now() < endMs) {
    try {
      const report = await shutdowns.report(id);
      if (report !== undefined) return report;
    } catch (error) {
      cause = error;
    }
    await sleep(LOOK_MS);
  }
  throw new UserError({
    problem: 'No new risk is taken, but nobody has carried the emergency shutdown through yet',
    remedy:
      '`holdfast health`: start PostgreSQL, Temporal and operations, or a guard; whoever comes goes on with it by itself',
    exitCode: EXIT.timeout,
    cause,
  });
}

/** Signals the open trades that the scope concerns; ids of those that were reached. */
async function tell(
  deps: SteeringDeps,
  scope: ControlScope,
  signal: { readonly kind: ControlVerb; readonly reason: string },
): Promise<TradeId[]> {
  const open = await deps.reports.list({ limit: ALL_OPEN, openOnly: true });
  const concerned = open.filter((trade) => concerns(scope, trade)).map((trade) => trade.tradeId);
  if (concerned.length === 0) return [];
  const send = createTradeSignals(await reachTemporal(deps));
  const told = await Promise.all(concerned.map((tradeId) => send(tradeId, signal)));
  return concerned.filter((_tradeId, index) => told[index] === 'signalled');
}

/** The row of a scope. */
function rowOf(scope: ControlScope): { scope: ControlScopeKind; key: string } {
  return scope.kind === 'all' ? { scope: 'global', key: '' } : { scope: scope.kind, key: scope.name };
}

/** True where a control of this scope is about the trade. */
export function concerns(
  scope: ControlScope,
  trade: Pick<TradeLine, 'tradeId' | 'strategy' | 'pairKey'>,
): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'trade':
      return trade.tradeId === scope.name;
    case 'strategy':
      return trade.strategy === scope.name;
    case 'venue':
      return trade.pairKey.split('>').some((instrument) => instrument.startsWith(`${scope.name}:`));
  }
}

async function requireOpenTrade(reports: TradeReports, tradeId: TradeId): Promise<void> {
  const trade = await reports.find(tradeId);
  if (trade === undefined)
    throw new UserError({
      problem: `There is no trade "${tradeId}"`,
      remedy: '`holdfast trades list` shows the ids',
    });
  if (trade.state === 'closed')
    throw new UserError({
      problem: `Trade ${tradeId} is closed already (${trade.outcome ?? 'no outcome'})`,
      remedy: `\`holdfast trades show ${tradeId}\` tells how it ended`,
    });
}

async function reachTemporal({ temporal }: SteeringDeps): Promise<Client> {
  try {
    return await temporal();
  } catch (cause) {
    throw new UserError({
      problem:
        'The control is in force in the database, but Temporal does not answer, so open trades could not be told',
      remedy:
        'They read it at their next step; start Temporal and give the same command again to reach them at once',
      exitCode: EXIT.notRunning,
      cause,
    });
  }
}
