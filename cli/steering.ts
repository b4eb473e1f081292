import type { Client } from '@temporalio/client';
import type { TradeId } from '../domain/tradePlan';
import type { ControlScopeKind, Controls, ControlState } from '../storage/controls';
import type { TradeLine, TradeReports } from '../storage/tradeReports';
import { createTradeSignals } from '../workers/signalTrades';
import { TASK_QUEUES } from '../workers/taskQueues';
import { EMERGENCY_SHUTDOWN_ID, EMERGENCY_SHUTDOWN_WORKFLOW, type ShutdownWish } from '../workflows/messages';
import type { ControlScope } from './controlScope';
import { EXIT } from './exitCodes';
import { UserError } from './userError';

export type ControlVerb = 'pause' | 'resume' | 'kill';

export interface SteeringDeps {
  readonly controls: Controls;
  readonly reports: TradeReports;
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

  /** The report of the durable shutdown; one that is under way already is joined. */
  async shutdown(wish: ShutdownWish): Promise<unknown> {
    const row = { scope: 'global', key: '', state: 'shutdown', setBy: deps.operator } as const;
    await deps.controls.set({ ...row, reason: wish.reason });
    const client = await reachTemporal(deps);
    const handle = await client.workflow.start(EMERGENCY_SHUTDOWN_WORKFLOW, {
      workflowId: EMERGENCY_SHUTDOWN_ID,
      taskQueue: TASK_QUEUES.operations,
      args: [wish],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `emergency shutdown: ${wish.reason}`,
    });
    return handle.result();
  },
});

export type Steering = ReturnType<typeof createSteering>;

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
