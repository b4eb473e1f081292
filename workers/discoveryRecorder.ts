import { createDiscoveries } from '../storage/discoveries';
import type { Discovery, DiscoverySink } from '../streams/discoveryLog';
import type { ProcessContext } from './processContext';
import { SPREAD } from './tradingSettings';

/** Writes what detection and the desk refused; a batch that the database does not take is dropped and said so, never queued without bound. */
export function createDiscoveryRecorder({ fleeting, config, tasks }: ProcessContext): DiscoverySink {
  const log = createDiscoveries(fleeting);
  return {
    record(candidates: readonly Discovery[]) {
      tasks.run('discoveries', log.record({ mode: config.mode, strategy: SPREAD, candidates }));
    },
  };
}
