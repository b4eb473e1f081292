import { VENUE } from '../judging/orphanClasses';
import type { Outages } from '../judging/outages';
import type { ChaosStack } from '../stack/chaosStack';
import { until } from '../stack/until';
import type { ChaosFault, ProcessHarm, Round } from './drawRound';
import { afterOrders, pull } from './triggers';
import { isAway } from './venueFaults';

type ProcessFault = Extract<ChaosFault, { on: 'process' }>;
type VenueFaultAt = Extract<ChaosFault, { on: 'venue' }>;

export interface InflictDeps {
  readonly stack: ChaosStack;
  readonly outages: Outages;
  /** Told in the moment in which a process is struck. */
  readonly onStrike: (name: string, harm: ProcessHarm) => void;
}

/** What came of one fault. */
export type Inflicted = 'fired' | 'notFired';

/** How long the round waits for the places and counts that its faults wait for. */
const PATIENCE_MS = 12_000;
const RESTART_PATIENCE_MS = 60_000;
const PENDING_EVERY_MS = 20;

/**
 * Lays all faults of the round in wait at once and resolves when each has struck and what it struck is back; one whose moment never comes is
 * taken away again.
 */
export async function inflict(deps: InflictDeps, { faults }: Round): Promise<Inflicted[]> {
  const ended = new AbortController();
  const timer = setTimeout(() => {
    ended.abort();
  }, PATIENCE_MS);
  const planted = faults.filter((fault) => fault.on === 'venue');
  try {
    for (const fault of planted) await plant(deps, fault); // a venue that provokes comes before the place it provokes
    return await Promise.all(
      faults.map((fault) =>
        fault.on === 'process'
          ? harmProcess(deps, fault, ended.signal)
          : untilSpent(deps, fault, ended.signal),
      ),
    );
  } finally {
    clearTimeout(timer);
    ended.abort();
    if (planted.length > 0) await heal(deps.stack, planted);
  }
}

async function harmProcess(
  deps: InflictDeps,
  { name, harm, at }: ProcessFault,
  ended: AbortSignal,
): Promise<Inflicted> {
  let recovered: Promise<void> | undefined;
  const strike = (): void => {
    recovered = strikeProcess(deps, name, harm);
    recovered.catch(() => undefined); // awaited below
  };
  const { points, judgeLogPath } = deps.stack;
  const isStruck = await pull(at, strike, { points, judgeLogPath, ended });
  await recovered;
  return isStruck ? 'fired' : 'notFired';
}

/** Harms it now; resolves when it runs and is ready again. */
export async function strikeProcess(
  { stack: { processes }, outages, onStrike }: InflictDeps,
  name: string,
  harm: ProcessHarm,
): Promise<void> {
  const end = outages.begin(name);
  onStrike(name, harm);
  switch (harm.kind) {
    case 'freeze':
      processes.freeze(name);
      await new Promise((resolve) => setTimeout(resolve, harm.forMs));
      processes.thaw(name);
      break;
    case 'kill':
    case 'restart': {
      const restarted = processes.untilRestarted(name);
      if (harm.kind === 'kill') processes.kill(name);
      else processes.ask(name);
      await within(restarted, `${name} to be restarted`);
    }
  }
  end();
}

async function within(work: Promise<void>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`waited ${RESTART_PATIENCE_MS} ms in vain for ${what}`));
    }, RESTART_PATIENCE_MS);
  });
  await Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

function plant({ stack: { admin } }: InflictDeps, { venue, fault }: VenueFaultAt): Promise<boolean> {
  return until(`faults of ${venue} to be planted`, async () => {
    if (fault.faults.length > 0) await admin.plant(venue, fault.faults);
    if (fault.halt === true) await admin.halt(venue, true);
    return true;
  });
}

/** Until what fires by count has fired and what lasts has lasted. A venue counts as away no longer than it was last seen to be. */
async function untilSpent(
  { stack: { admin, judgeLogPath }, outages }: InflictDeps,
  { fault }: VenueFaultAt,
  ended: AbortSignal,
): Promise<Inflicted> {
  const endOutage = isAway(fault) ? outages.begin(VENUE) : () => undefined;
  if (fault.lastsOrders !== undefined) {
    const isOver = await afterOrders(fault.lastsOrders, () => undefined, { judgeLogPath, ended });
    endOutage();
    return isOver ? 'fired' : 'notFired';
  }
  for (let seenMs = Date.now(); ;) {
    const pending = await admin.pendingFaults().catch(() => undefined); // it may be dead or frozen
    if (pending === 0 || ended.aborted) {
      endOutage(seenMs);
      return pending === 0 ? 'fired' : 'notFired';
    }
    seenMs = Date.now();
    await new Promise((resolve) => setTimeout(resolve, PENDING_EVERY_MS));
  }
}

async function heal({ admin }: ChaosStack, faults: readonly VenueFaultAt[]): Promise<void> {
  await until('the venues to be healed', async () => {
    await admin.clearFaults();
    for (const { venue, fault } of faults) if (fault.halt === true) await admin.halt(venue, false);
    return true;
  });
}
