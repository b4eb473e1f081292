import { join } from 'node:path';
import { builtRoot } from '../../ownProcesses';
import { demoKeysOf } from '../../demo/demoKeys';
import type { SimulatedVenueAccess } from '../../demo/tradingVariables';
import { freePort } from '../../../runtime/freePort';
import type { ProcessSpec } from '../../../runtime/processSpec';
import { projectRoot } from '../../../runtime/projectRoot';
import type { SimulatorConfigInput } from '../../../simulator/simulatorConfig';
import { JUDGE_LOG_FILE } from '../../../simulator/startSimulator';

export const SIMULATOR = 'simulator';
const VENUES = ['binance', 'bybit'] as const;

/** What may be chosen of the simulated market. */
export type MarketWish = Partial<Omit<SimulatorConfigInput, 'dataFolder' | 'adminPort' | 'venues' | 'sync'>>;

export interface SimulatedVenues {
  readonly spec: ProcessSpec;
  readonly adminUrl: string;
  readonly judgeLogPath: string;
  readonly access: ReadonlyMap<string, SimulatedVenueAccess>;
}

/** Both venues on ports of their own, which a restarted simulator takes again; its judge log lies in `folder`, synced to disk. */
export async function planSimulatedVenues(folder: string, market: MarketWish): Promise<SimulatedVenues> {
  const keys = demoKeysOf(folder, VENUES);
  const adminPort = await freePort();
  const ports = { binance: await freePort(), bybit: await freePort() };
  const keysAt = (venue: (typeof VENUES)[number]) => {
    const known = keys.get(venue);
    if (known === undefined) throw new Error(`no keys were made for ${venue}`);
    return known;
  };
  const config: SimulatorConfigInput = {
    source: { kind: 'synthetic', opportunitiesPerSecond: 4 },
    rateLimitScale: 20, // as the profile `chaos` has it: 429 is a fault of its own
    ...market,
    dataFolder: folder,
    adminPort,
    venues: [
      { venue: 'binance', port: ports.binance, keys: keysAt('binance') },
      { venue: 'bybit', port: ports.bybit, keys: keysAt('bybit') },
    ],
  };
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  return {
    adminUrl,
    judgeLogPath: join(folder, JUDGE_LOG_FILE),
    access: new Map(
      VENUES.map((venue) => [venue, { endpoints: endpointsAt(ports[venue]), keys: keysAt(venue) }]),
    ),
    spec: {
      name: SIMULATOR,
      command: process.execPath,
      args: [builtRoot('simulator/simulator.main.js')],
      env: { HOLDFAST_SIMULATOR_CONFIG: JSON.stringify(config) },
      cwd: projectRoot(),
      dependsOn: [],
      readyWithinMs: 30_000,
      isReady: async () => (await fetch(`${adminUrl}/health`)).ok,
    },
  };
}

function endpointsAt(port: number): SimulatedVenueAccess['endpoints'] {
  const ws = `ws://127.0.0.1:${port}`;
  return { restUrl: `http://127.0.0.1:${port}`, publicWsUrl: ws, privateWsUrl: ws };
}
