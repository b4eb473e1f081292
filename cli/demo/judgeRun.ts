import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseJudgeLog, type JudgeRecord } from '../../simulator/judgeLog';
import type { Session } from '../session';
import { bookDifferences } from './bookDifferences';
import type { Verdict } from './runSummary';

/** A private event may still be on its way: only what stays different is a difference (`design.md` §7). */
const READINGS = 3;
const BETWEEN_READINGS_MS = 2_000;

/** Holds the venues' own record against our books. Orders and duplicates are counted since `sinceMs`, differences over all that is booked. */
export async function judgeRun(judgeLogPath: string, session: Session, sinceMs: number): Promise<Verdict> {
  for (let reading = 1; ; reading++) {
    const records = parseJudgeLog(await readFile(judgeLogPath, 'utf8'));
    const differences = await readDifferences(records, session);
    if (differences.length === 0 || reading === READINGS)
      return {
        ordersSent: acceptedSince(records, sinceMs).length,
        duplicates: countDuplicates(records, sinceMs),
        differences,
      };
    await sleep(BETWEEN_READINGS_MS);
  }
}

async function readDifferences(records: readonly JudgeRecord[], { ledger }: Session): Promise<string[]> {
  const [fills, balances, faults] = await Promise.all([
    ledger.fills('simulator'),
    ledger.balances('simulator'),
    ledger.faults(),
  ]);
  return [
    ...bookDifferences(records, { fills, balances }),
    ...faults.map(({ what, where, amount }) => `${what}: ${where} by ${amount}`),
  ];
}

type Accepted = Extract<JudgeRecord, { kind: 'accepted' }>;

function acceptedSince(records: readonly JudgeRecord[], sinceMs: number): Accepted[] {
  return records.filter(
    (record): record is Accepted => record.kind === 'accepted' && record.timeMs >= sinceMs,
  );
}

/** Acceptances of an id that the same venue account had accepted before. */
export function countDuplicates(records: readonly JudgeRecord[], sinceMs: number): number {
  const seen = new Set<string>();
  let duplicates = 0;
  for (const record of records) {
    if (record.kind !== 'accepted') continue;
    const id = `${record.venue}/${record.accountId}/${record.clientOrderId}`;
    if (seen.has(id) && record.timeMs >= sinceMs) duplicates += 1;
    seen.add(id);
  }
  return duplicates;
}
