import type { Mode } from '../domain/mode';
import type { Database } from './database';
import { answerOf } from './storedFunctions';

/** A posting by a person, which brings a venue account to what the venue says. */
export interface Adjustment {
  /** Posted once under this name. */
  readonly id: string;
  readonly mode: Mode;
  readonly venue: string;
  readonly asset: string;
  /** Positive = the account holds more than the books said. */
  readonly amount: string;
  readonly by: string;
  readonly reason: string;
}

export const createAdjustments = (database: Pick<Database, 'query'>) => ({
  async post(adjustment: Adjustment): Promise<void> {
    await answerOf(database, 'post_adjustment', adjustment);
  },
});

export type Adjustments = ReturnType<typeof createAdjustments>;
