import type { Database, Statement } from './database';

/**
 * The call of one stored function, prepared under its own name: one commit. What it returns stands in the column `answer`. Objects
 * become JSON, lists PostgreSQL arrays.
 */
export function callOf(name: string, ...args: readonly unknown[]): Statement {
  const places = args.map((_, n) => `$${String(n + 1)}`).join(', ');
  return { name, text: `select ${name}(${places}) as answer`, values: args };
}

/** What one stored function answers; `null` where that is nothing. @throws DatabaseUnreachableError */
export async function answerOf(
  database: Pick<Database, 'query'>,
  name: string,
  ...args: readonly unknown[]
): Promise<unknown> {
  const [row] = await database.query<{ answer: unknown }>(callOf(name, ...args));
  return row?.answer;
}

/** Every row of a stored function that returns a set. @throws DatabaseUnreachableError */
export async function answersOf(
  database: Pick<Database, 'query'>,
  name: string,
  ...args: readonly unknown[]
): Promise<unknown[]> {
  const rows = await database.query<{ answer: unknown }>(callOf(name, ...args));
  return rows.map(({ answer }) => answer);
}
