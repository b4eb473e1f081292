import { parentPort, workerData } from 'node:worker_threads';
import pino from 'pino';
import { createBackgroundTasks } from '../runtime/backgroundTask';
import { systemClock } from '../runtime/clock';
import { venueAdapter } from '../venues/registry';
import { createShard } from './shard';
import type { ShardTask, ToShard } from './shardMessages';

/** Entry of a shard's worker thread. Task and messages come from our own pool, typed at its end. */
const port = parentPort;
if (port === null) throw new Error('shard.main runs only as a worker thread');
const logger = pino({ name: 'shard' });
const tasks = createBackgroundTasks(logger);
const shard = createShard({
  task: workerData as ShardTask,
  feedOf: (venue) => venueAdapter(venue).createMarketFeed,
  clock: systemClock,
  logger,
  post: (message) => {
    port.postMessage(message);
  },
});
port.on('message', (message: ToShard) => {
  const received = shard.receive(message).finally(() => {
    // Closed even where a feed would not stop cleanly: the thread must end.
    if (message.kind === 'stop') port.close();
  });
  tasks.run(`shard.${message.kind}`, received);
});
shard.start();
