import { join } from 'node:path';
import { loadConfig } from '../../config/load';
import { asBps } from '../../domain/money';
import { projectRoot } from '../../runtime/projectRoot';
import { venueAdapter } from '../../venues/registry';
import { venueSettings } from '../../workers/venueSettings';
import { tradingVariables } from './tradingVariables';

const access = (port: number) => ({
  endpoints: {
    restUrl: `http://127.0.0.1:${port}`,
    publicWsUrl: `ws://127.0.0.1:${port}`,
    privateWsUrl: `ws://127.0.0.1:${port}`,
  },
  keys: {
    trader: { apiKey: `k${port}`, apiSecret: `s${port}` },
    guard: { apiKey: `gk${port}`, apiSecret: `gs${port}` },
  },
});
const venues = new Map([
  ['binance', access(9101)],
  ['bybit', access(9102)],
]);

function configOf(environment: Readonly<Record<string, string>>) {
  return loadConfig({ root: projectRoot(), userFile: join(projectRoot(), 'absent.yaml'), environment })
    .config;
}

describe('tradingVariables', () => {
  it('make a configuration that trades on the simulated venues alone', () => {
    const config = configOf(tradingVariables({ minNetBps: undefined, market: 'synthetic' }, venues));
    expect(config.mode).toBe('simulator');
    const settings = venueSettings(config, venueAdapter);
    expect(settings.map(({ endpoints }) => endpoints)).toEqual([
      access(9101).endpoints,
      access(9102).endpoints,
    ]);
    expect(settings[0]?.credentials).toEqual(access(9101).keys.trader);
  });

  it('carry the smallest edge and the one symbol of the recording', () => {
    const config = configOf(tradingVariables({ minNetBps: asBps('3'), market: 'replay' }, venues));
    expect(config.strategies.spread.minNetBps).toBe('3');
    expect(config.symbols).toEqual(['BTC/USDT']);
  });

  it('keep the digits of a fractional edge', () => {
    const config = configOf(tradingVariables({ minNetBps: asBps('2.50'), market: 'synthetic' }, venues));
    expect(config.strategies.spread.minNetBps).toBe('2.50');
  });
});
