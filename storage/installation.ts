import { z } from 'zod';
import type { Database } from './database';

const row = z.object({ id: z.uuid() });

/** The random id made with this database; a part of every order id, so that two installations on one account never share a name. */
export async function readInstallationId(database: Pick<Database, 'query'>): Promise<string> {
  const rows = await database.query({
    name: 'installation',
    text: 'select id from installation',
    values: [],
  });
  return row.parse(rows[0]).id;
}
