import { createServicePorts } from '../../runtime/embedded/servicePorts';
import { createProcessRecords } from '../../runtime/processRecord';
import type { ProcessSpec } from '../../runtime/processSpec';
import { projectRoot } from '../../runtime/projectRoot';
import type { SimulatorConfigInput } from '../../simulator/simulatorConfig';
import { builtRoot } from '../ownProcesses';
import { demoKeysOf, type VenueKeys } from './demoKeys';
import type { DemoOptions } from './demoOptions';
import type { SimulatedVenueAccess } from './tradingVariables';

export const SIMULATOR = 'simulator';

/** Simulated venues, and where each is looked for first: far enough apart that the next free port of one is not another's. */
const PORTS = { binance: 9140, bybit: 9180 } as const;
const ADMIN_PORT = 9100;

type Venue = keyof typeof PORTS;
const VENUES: readonly Venue[] = ['binance', 'bybit'];

export interface SimulatorPlan {
  readonly spec: ProcessSpec;
  readonly adminUrl: string;
  readonly venues: ReadonlyMap<string, SimulatedVenueAccess>;
}

export interface SimulatorRequest {
  readonly folder: string;
  readonly options: DemoOptions;
  readonly progress: (line: string) => void;
}

/** How to run the simulated venues of this stack, on the ports of a survivor where one lives. */
export async function planSimulator(request: SimulatorRequest): Promise<SimulatorPlan> {
  const { folder, options } = request;
  const keys = demoKeysOf(folder, VENUES);
  const choose = portChooser(request);
  const ports = {
    binance: await choose('binance', PORTS.binance),
    bybit: await choose('bybit', PORTS.bybit),
  };
  const adminPort = await choose('admin', ADMIN_PORT);
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  const config: SimulatorConfigInput = {
    dataFolder: folder,
    seed: String(options.seed),
    fees: options.fees,
    adminPort,
    ...marketOf(options),
    venues: [
      venueConfig('binance', ports, keys),
      ...VENUES.slice(1).map((venue) => venueConfig(venue, ports, keys)),
    ],
  };
  const access = VENUES.flatMap((venue): [string, SimulatedVenueAccess][] => {
    const known = keys.get(venue);
    return known === undefined ? [] : [[venue, { endpoints: endpointsAt(ports[venue]), keys: known }]];
  });
  return { spec: simulatorSpec(config, adminUrl), adminUrl, venues: new Map(access) };
}

function portChooser({
  folder,
  progress,
}: SimulatorRequest): (name: string, preferred: number) => Promise<number> {
  const survives = createProcessRecords(folder).survivor(SIMULATOR) !== undefined;
  const ports = createServicePorts(folder, (name, preferred, port) => {
    progress(`${name}: port ${preferred} is taken by another program, using ${port}`);
  });
  return (name, preferred) => ports.choose(`${SIMULATOR}-${name}`, preferred, survives);
}

function marketOf({ market, fromMs }: DemoOptions): Pick<SimulatorConfigInput, 'source' | 'bases'> {
  switch (market) {
    case 'synthetic':
      return { source: { kind: 'synthetic' } };
    case 'replay':
      return { source: { kind: 'replay', fromSeconds: fromMs / 1_000 }, bases: ['BTC'] };
  }
}

function venueConfig(
  venue: Venue,
  ports: Readonly<Record<Venue, number>>,
  keys: ReadonlyMap<string, VenueKeys>,
) {
  const known = keys.get(venue);
  if (known === undefined) throw new Error(`no keys were made for ${venue}`);
  return { venue, port: ports[venue], keys: known };
}

function endpointsAt(port: number): SimulatedVenueAccess['endpoints'] {
  const ws = `ws://127.0.0.1:${port}`;
  return { restUrl: `http://127.0.0.1:${port}`, publicWsUrl: ws, privateWsUrl: ws };
}

/** The configuration travels in the environment, so that a survivor with another one is replaced and not adopted. */
function simulatorSpec(config: SimulatorConfigInput, adminUrl: string): ProcessSpec {
  return {
    name: SIMULATOR,
    command: process.execPath,
    args: [builtRoot('simulator/simulator.main.js')],
    env: { HOLDFAST_SIMULATOR_CONFIG: JSON.stringify(config) },
    cwd: projectRoot(),
    dependsOn: [],
    readyWithinMs: 30_000,
    isReady: async () => (await fetch(`${adminUrl}/health`)).ok,
  };
}
