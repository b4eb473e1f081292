import { parentPort, workerData } from 'node:worker_threads';
import pino from 'pino';
import { systemClock } from '../runtime/clock';
import { venueAdapter } from '../venues/registry';
import { createShard } from './shard';
import type { ShardTask, ToShard } from './shardMessages';

/** Entry of a shard's worker thread. Task and messages come from our own pool, typed at its end. */
const port = parentPort;
if (port === null) throw new Error('shard.main runs only as a worker thread');
const shard = createShard({
  task: workerData as ShardTask,
  feedOf: (venue) => venueAdapter(venue).createMarketFeed,
  clock: systemClock,
  logger: pino({ name: 'shard' }),
  post: (message) => {
    port.postMessage(message);
  },
});
port.on('message', (message: ToShard) => {
  void shard.receive(message).then(() => {
    if (message.kind === 'stop') port.close();
  });
});
shard.start();
