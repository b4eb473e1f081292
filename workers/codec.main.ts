import { codecToken, startCodecServer } from '../runtime/codecServer';
import { createLogger } from '../runtime/logger';
import { createPayloadCodec, parsePayloadKey } from '../runtime/payloadCodec';
import { createShutdown } from '../runtime/shutdown';
import { ConfigError } from '../config/errors';
import { loadProcessConfig } from './processContext';
import { runRoot } from './runRoot';

/** The process `codec`: decodes payloads for the Temporal Web UI and CLI of this machine. Holds the payload keys and nothing else. */
async function main(): Promise<void> {
  const { config } = loadProcessConfig();
  const { payloadKeys, codecPort, uiOrigins } = config.temporal;
  const keys = payloadKeys.map((key) => parsePayloadKey(key.reveal()));
  const [current] = keys;
  if (current === undefined)
    throw new ConfigError([
      { key: 'temporal.payloadKeys', problem: 'is empty: there is nothing to decode', source: 'defaults' },
    ]);
  const logger = createLogger({ module: 'codec', level: config.log.level });
  const shutdown = createShutdown({ logger, process });
  const server = await startCodecServer({
    codec: createPayloadCodec(keys),
    token: codecToken(current),
    port: codecPort,
    origins: uiOrigins,
  });
  shutdown.add({ name: 'server', stop: () => server.close() });
  logger.info({ event: 'process.ready', url: server.url });
  await shutdown.done;
}

runRoot('codec', main);
