import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { demoKeysOf, type VenueKeys } from '../../cli/demo/demoKeys';
import type { SimulatedVenueAccess } from '../../cli/demo/tradingVariables';
import { builtRoot } from '../../cli/ownProcesses';
import { freePort } from '../../runtime/freePort';
import type { ProcessSpec } from '../../runtime/processSpec';
import { projectRoot } from '../../runtime/projectRoot';
import type { SimulatorConfigInput } from '../../simulator/simulatorConfig';

export const VENUES = ['binance', 'bybit'] as const;
export type BenchVenue = (typeof VENUES)[number];

/** Simulated venues whose books the benchmark sets by hand. */
export interface BenchVenues {
  readonly spec: ProcessSpec;
  readonly adminUrl: string;
  readonly access: ReadonlyMap<BenchVenue, SimulatedVenueAccess>;
}

/** Deep pockets, so that no benchmark ends for want of a coin. */
const ACCOUNT_VALUE_QUOTE = '1000000000';

/** How to run one simulator process under this name. Its judge log is not synced to disk: what venues do with theirs is not measured. */
export async function planVenues(
  folder: string,
  { name, rateLimitScale = 1 }: { readonly name: string; readonly rateLimitScale?: number },
): Promise<BenchVenues> {
  const data = join(folder, name);
  mkdirSync(data, { recursive: true });
  const keys = demoKeysOf(data, VENUES);
  const adminPort = await freePort();
  const [binance, bybit] = [await freePort(), await freePort()];
  const config: SimulatorConfigInput = {
    dataFolder: data,
    sync: 'kernel',
    rateLimitScale,
    adminPort,
    accountValueQuote: ACCOUNT_VALUE_QUOTE,
    source: { kind: 'manual' },
    venues: [
      { venue: 'binance', port: binance, keys: keysOf(keys, 'binance') },
      { venue: 'bybit', port: bybit, keys: keysOf(keys, 'bybit') },
    ],
  };
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  return {
    spec: simulatorSpec(name, config, adminUrl),
    adminUrl,
    access: new Map([
      ['binance', accessAt(binance, keysOf(keys, 'binance'))],
      ['bybit', accessAt(bybit, keysOf(keys, 'bybit'))],
    ]),
  };
}

function simulatorSpec(name: string, config: SimulatorConfigInput, adminUrl: string): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: [builtRoot('simulator/simulator.main.js')],
    env: { HOLDFAST_SIMULATOR_CONFIG: JSON.stringify(config) },
    cwd: projectRoot(),
    dependsOn: [],
    readyWithinMs: 30_000,
    isReady: async () => (await fetch(`${adminUrl}/health`)).ok,
  };
}

function keysOf(keys: ReadonlyMap<string, VenueKeys>, venue: BenchVenue): VenueKeys {
  const known = keys.get(venue);
  if (known === undefined) throw new Error(`no keys were made for ${venue}`);
  return known;
}

function accessAt(port: number, keys: VenueKeys): SimulatedVenueAccess {
  const ws = `ws://127.0.0.1:${port}`;
  return { endpoints: { restUrl: `http://127.0.0.1:${port}`, publicWsUrl: ws, privateWsUrl: ws }, keys };
}
