import type { SimulatorConfigInput } from '../../simulator/simulatorConfig';

const KEYS = {
  trader: { apiKey: 'trader-key', apiSecret: 'trader-secret' },
  guard: { apiKey: 'guard-key', apiSecret: 'guard-secret' },
};

/** Both venues with BTC/USDT on free ports, books set by hand. */
export function manualConfig(dataFolder: string): SimulatorConfigInput {
  return {
    dataFolder,
    bases: ['BTC'],
    source: { kind: 'manual' },
    venues: [
      { venue: 'binance', keys: KEYS },
      { venue: 'bybit', keys: KEYS },
    ],
  };
}

/** POSTs JSON and answers with the status and the parsed reply. */
export async function postJson(url: string, body: unknown): Promise<{ status: number; reply: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, reply: await response.json() };
}

export const BOOK = {
  symbol: 'BTCUSDT',
  bids: [['60000.0', '1']],
  asks: [['60010.0', '1']],
} satisfies { symbol: string; bids: [string, string][]; asks: [string, string][] };
