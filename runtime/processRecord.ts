import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isSameProcessAlive, type ProcessIdentity } from './processIdentity';

/** What a supervisor remembers of a process it started, for the supervisor after it. */
const processRecordSchema = z.object({
  pid: z.int().positive(),
  startedAt: z.string(),
  /** Hash of what was started; a survivor of another build or with other settings is replaced, not adopted. */
  fingerprint: z.string(),
});

export type ProcessRecord = z.infer<typeof processRecordSchema>;

/** Records of one data folder, one file a process. */
export interface ProcessRecords {
  write(name: string, record: ProcessRecord): void;
  forget(name: string): void;
  /** The process recorded under `name`, if that very process still lives. */
  survivor(name: string): (ProcessIdentity & { readonly fingerprint: string }) | undefined;
  names(): string[];
}

export function createProcessRecords(dataFolder: string): ProcessRecords {
  const folder = join(dataFolder, 'processes');
  mkdirSync(folder, { recursive: true });
  const fileOf = (name: string): string => join(folder, `${name}.json`);

  function read(name: string): ProcessRecord | undefined {
    try {
      return processRecordSchema.safeParse(JSON.parse(readFileSync(fileOf(name), 'utf8'))).data;
    } catch {
      return undefined; // absent or torn: nothing that could be trusted
    }
  }

  return {
    write(name, record) {
      const draft = `${fileOf(name)}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(record));
      renameSync(draft, fileOf(name));
    },
    forget(name) {
      rmSync(fileOf(name), { force: true });
    },
    survivor(name) {
      const record = read(name);
      return record !== undefined && isSameProcessAlive(record) ? record : undefined;
    },
    names: () =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => file.slice(0, -'.json'.length)),
  };
}
