import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isPortFree } from '../freePort';

export interface ServicePorts {
  /** The port remembered for a survivor, else the preferred one where it is free, else any free one; told by `onMoved`. */
  choose(name: string, preferred: number, survives: boolean): Promise<number>;
}

/** Ports of one data folder, remembered so that a survivor is found where it listens. */
export function createServicePorts(
  dataFolder: string,
  onMoved: (name: string, preferred: number, port: number) => void,
): ServicePorts {
  const folder = join(dataFolder, 'ports');
  mkdirSync(folder, { recursive: true });

  function remembered(name: string): number | undefined {
    try {
      const port = Number(readFileSync(join(folder, name), 'utf8'));
      return Number.isInteger(port) && port > 0 ? port : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    async choose(name, preferred, survives) {
      const before = remembered(name);
      if (survives && before !== undefined) return before;
      const port =
        preferred > 0 && (await isPortFree(preferred))
          ? preferred
          : await freePort(preferred > 0 ? preferred : undefined);
      if (port !== preferred && preferred > 0) onMoved(name, preferred, port);
      writeFileSync(join(folder, name), String(port));
      return port;
    },
  };
}
