import { venueAdapter } from '../../venues/registry';
import { silentLogger } from '../venues/silentLogger';
import { createCcxtClient } from './ccxtClient';
import { CONTRACT_CREDENTIALS, startContractSimulator, type ContractVenueName } from './contractSimulator';
import { createNativeClient } from './nativeClient';
import { describeVenueContract } from './venueContract';

/* The same suite for our own clients and for unmodified ccxt: what both agree on is the venue's protocol, not our idea of it. */

const VENUES: readonly ContractVenueName[] = ['binance', 'bybit'];

for (const venue of VENUES) {
  describeVenueContract(`${venue} through ccxt`, async (key) => {
    const simulator = await startContractSimulator(venue, key);
    const client = createCcxtClient({ venue, url: simulator.url, credentials: CONTRACT_CREDENTIALS });
    return { client, close: () => simulator.close() };
  });

  describeVenueContract(`${venue} through our own client`, async (key) => {
    const simulator = await startContractSimulator(venue, key);
    const { url } = simulator;
    const wsUrl = url.replace('http', 'ws');
    const client = createNativeClient({
      adapter: venueAdapter(venue),
      endpoints: { restUrl: url, publicWsUrl: wsUrl, privateWsUrl: wsUrl },
      credentials: CONTRACT_CREDENTIALS,
      symbols: ['BTC/USDT'],
      logger: silentLogger,
    });
    return { client, close: () => simulator.close() };
  });
}
