import { z } from 'zod';
import type { Database } from './database';

/** How safe a commit is on this server, whatever a session asks for. */
export interface CommitSafety {
  /** `synchronous_standby_names`: commits wait for these standbys; empty = for none. */
  readonly standbyNames: string;
  /** False: a crash of the machine may undo what was committed. */
  readonly fsync: boolean;
}

const safetyRow = z.object({ standbys: z.string(), fsync: z.enum(['on', 'off']) });

const READ = `
  select current_setting('synchronous_standby_names') as standbys, current_setting('fsync') as fsync`;

export async function readCommitSafety(database: Pick<Database, 'query'>): Promise<CommitSafety> {
  const [row] = await database.query({ name: 'commit_safety', text: READ, values: [] });
  const { standbys, fsync } = safetyRow.parse(row);
  return { standbyNames: standbys.trim(), fsync: fsync === 'on' };
}
