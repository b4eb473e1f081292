import { z } from 'zod';
import type { PlantedFault } from '../../../simulator/faultPlan';

/** A fault as it is asked for: `after` 0 and `times` 1 may be left out. */
export type FaultWish = PlantedFault extends infer Fault
  ? Fault extends PlantedFault
    ? Omit<Fault, 'after' | 'times'> & { readonly after?: number; readonly times?: number }
    : never
  : never;

const stateReply = z.object({
  venues: z.array(
    z.object({
      venue: z.string(),
      faults: z.array(z.unknown()),
      accounts: z.array(z.object({ accountId: z.string(), openOrders: z.number() })),
      markets: z.array(z.object({ symbol: z.string() })),
    }),
  ),
});

export interface SimulatorAdmin {
  /** Plants faults that fire by count on this venue. */
  plant(venue: string, faults: readonly FaultWish[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** How many planted faults have not fired yet, on all venues. */
  pendingFaults(): Promise<number>;
  /** Halts every market of the venue, or lets them trade again. */
  halt(venue: string, halted: boolean): Promise<void>;
  /** Orders that rest at the venues, over all accounts. */
  openOrders(): Promise<number>;
}

/** The simulator's admin endpoint. */
export function createSimulatorAdmin(adminUrl: string): SimulatorAdmin {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await fetch(`${adminUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(5_000), // it may be frozen
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  }

  const state = async () => stateReply.parse(await ask('GET', '/state')).venues;
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

  return {
    async plant(venue, faults) {
      await ask('POST', '/faults', { venue, faults });
    },
    async clearFaults() {
      await ask('DELETE', '/faults');
    },
    pendingFaults: async () => sum((await state()).map(({ faults }) => faults.length)),
    async halt(venue, halted) {
      const markets = (await state()).find((one) => one.venue === venue)?.markets ?? [];
      await Promise.all(markets.map(({ symbol }) => ask('POST', '/halt', { venue, symbol, halted })));
    },
    openOrders: async () =>
      sum((await state()).flatMap(({ accounts }) => accounts.map(({ openOrders }) => openOrders))),
  };
}
