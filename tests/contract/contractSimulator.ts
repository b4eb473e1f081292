import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../runtime/clock';
import { createBinanceFacade } from '../../simulator/binance/facade';
import { createBybitFacade } from '../../simulator/bybit/facade';
import { createFaultPlan } from '../../simulator/faultPlan';
import { openJudgeLog } from '../../simulator/judgeLog';
import type { SimKeyPermissions, SimMarket } from '../../simulator/simulatedVenue';
import { createVenueCore, type VenueCore } from '../../simulator/venueCore';
import { silentLogger } from '../venues/silentLogger';

export type ContractVenueName = 'binance' | 'bybit';

export const CONTRACT_CREDENTIALS = { apiKey: 'contract-key', apiSecret: 'contract-secret' };

/** One simulated venue behind its façade, with the book that the contract suite expects. */
export interface ContractSimulator {
  readonly url: string;
  readonly core: VenueCore;
  close(): Promise<void>;
}

const MARKET: SimMarket = {
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.00001',
  minQty: '0.00001',
  maxQty: '9000000',
  minNotional: '5',
  takerFeeBps: '10',
  makerFeeBps: '10',
};
const LOTS_PER_BTC = 100_000;
const TICKS_PER_USDT = 100;

export async function startContractSimulator(
  venue: ContractVenueName,
  permissions: Partial<SimKeyPermissions> = {},
): Promise<ContractSimulator> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-contract-'));
  const { log, records } = openJudgeLog({ path: join(folder, 'judge.jsonl'), sync: 'kernel' });
  const core = createVenueCore(
    {
      venue,
      markets: [MARKET],
      accounts: [
        {
          accountId: 'main',
          keys: [{ ...CONTRACT_CREDENTIALS, permissions }],
          openingBalances: { BTC: '10', USDT: '10000' },
        },
      ],
      clientOrderIds: venue === 'binance' ? 'unique-while-open' : 'unique-forever',
    },
    { clock: systemClock, log, records, faults: createFaultPlan() },
  );
  quote(core);
  const deps = { port: 0, logger: silentLogger };
  const facade = await (venue === 'binance'
    ? createBinanceFacade(core, deps)
    : createBybitFacade(core, deps));
  return {
    url: facade.url,
    core,
    async close() {
      await facade.close();
      log.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** 5 BTC at 100 and at 101. */
function quote(core: VenueCore): void {
  core.applyUpdate({
    kind: 'depth',
    reset: true,
    venue: core.venue,
    symbol: MARKET.symbol,
    bids: [[100 * TICKS_PER_USDT, 5 * LOTS_PER_BTC]],
    asks: [[101 * TICKS_PER_USDT, 5 * LOTS_PER_BTC]],
  });
}
