import { createDatabase } from '../../storage/database';
import { recordOpportunities } from '../../storage/opportunities';
import { startPostgres } from '../services';

it('stores an ended opportunity once, however often it is told', async () => {
  const database = createDatabase(await (await startPostgres()).createDatabase());
  const ended = {
    id: 'binance:BTC/USDT>bybit:BTC/USDT@1000',
    pairKey: 'binance:BTC/USDT>bybit:BTC/USDT',
    firstSeenMs: 1_000,
    lastSeenMs: 1_450,
    bestNetBps: 7.25,
    updates: 9,
  };
  const batch = { mode: 'simulator', strategy: 'spread', ended: [ended] } as const;

  await recordOpportunities(database, batch);
  await recordOpportunities(database, batch);

  const rows = await database.query({
    name: 'opportunities',
    text: `select symbol, best_net_bps, updates, extract(epoch from last_seen - first_seen)::text as seconds from opportunities`,
    values: [],
  });
  expect(rows).toEqual([{ symbol: 'BTC/USDT', best_net_bps: '7.2500', updates: 9, seconds: '0.450000' }]);
  await database.close();
});
