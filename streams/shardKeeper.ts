import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import { restartDelayMs } from '../runtime/restartDelay';
import type { FreeBalance } from './balances';
import type { FromShard, ShardReport, ShardTask } from './shardMessages';
import type { ShardThread, SpawnShard } from './shardThread';
import { createSharedBookWriter } from './sharedBooks';

const STOP_PATIENCE_MS = 5_000;
/** A thread that lived this long had started well: the next failure is the first again. */
const HEALTHY_MS = 30_000;

export interface ShardKeeperDeps {
  readonly task: ShardTask;
  readonly spawn: SpawnShard;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onMessage: (message: FromShard) => void;
}

/**
 * Keeps the thread of one task alive.
 *
 *   running --exit--> waiting (its books distrusted at once) --back-off--> running
 *   running, waiting --stop--> stopped
 */
export interface ShardKeeper {
  start(): void;
  setBalances(balances: readonly FreeBalance[]): void;
  /** The last report of the living thread. */
  report(): ShardReport | undefined;
  /** Resolves when the thread is gone; it is terminated where it does not end by itself. */
  stop(): Promise<void>;
}

export function createShardKeeper(deps: ShardKeeperDeps): ShardKeeper {
  let thread: ShardThread | undefined;
  let report: ShardReport | undefined;
  let balances: readonly FreeBalance[] = [];
  let failures = 0;
  let startedAtMs = 0;
  let restart: NodeJS.Timeout | undefined;
  let stopping: (() => void) | undefined;

  function run(): void {
    startedAtMs = deps.clock.nowMs();
    thread = deps.spawn(deps.task, {
      onMessage(message) {
        if (message.kind === 'report') report = message.report;
        deps.onMessage(message);
      },
      onError(error) {
        deps.logger.error({ event: 'shard.failed', err: error });
      },
      onExit: exited,
    });
    thread.post({ kind: 'balances', balances });
  }

  function exited(): void {
    distrustBooks(deps.task);
    thread = undefined;
    report = undefined;
    if (stopping !== undefined) {
      stopping();
      return;
    }
    failures = deps.clock.nowMs() - startedAtMs >= HEALTHY_MS ? 1 : failures + 1;
    const delayMs = restartDelayMs(failures);
    deps.logger.warn({ event: 'shard.restart', failures, delayMs });
    restart = setTimeout(run, delayMs);
  }

  return {
    start: run,
    setBalances(next) {
      balances = next;
      thread?.post({ kind: 'balances', balances });
    },
    report: () => report,
    async stop() {
      clearTimeout(restart);
      const gone = new Promise<void>((resolve) => {
        stopping = resolve;
      });
      if (thread !== undefined) await stopThread(thread, gone);
    },
  };
}

async function stopThread(thread: ShardThread, gone: Promise<void>): Promise<void> {
  const patience = setTimeout(() => void thread.terminate(), STOP_PATIENCE_MS);
  thread.post({ kind: 'stop' });
  await gone;
  clearTimeout(patience);
}

/** A dead writer's books are no longer what the market is, and one of them may be half written. */
function distrustBooks({ books, instruments }: ShardTask): void {
  const writer = createSharedBookWriter(books);
  for (const { sharedIndex } of instruments) writer.recover(sharedIndex);
}
