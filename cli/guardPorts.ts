import { createServicePorts } from '../runtime/embedded/servicePorts';
import { createProcessRecords } from '../runtime/processRecord';

/** Active guard and standby, in this order; one of them is active, whichever came first. */
export const GUARDS = ['guard', 'guard-standby'] as const;

export type GuardPorts = readonly [number, number];

const PREFERRED = { guard: 9301, 'guard-standby': 9302 } as const;

/** Where the guards of this stack listen: on the ports of survivors, else on the usual ones where they are free. */
export async function chooseGuardPorts(folder: string): Promise<GuardPorts> {
  const records = createProcessRecords(folder);
  const ports = createServicePorts(folder, () => undefined); // nobody opens these by hand
  const choose = (name: (typeof GUARDS)[number]) =>
    ports.choose(name, PREFERRED[name], records.survivor(name) !== undefined);
  return [await choose('guard'), await choose('guard-standby')];
}
