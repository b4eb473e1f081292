import { setTimeout as sleep } from 'node:timers/promises';
import { judge, readJudgeLog, type Judgement } from '../../simulator/judge';
import { compareWithLedger } from '../../simulator/judgeComparison';
import type { JudgeRecord } from '../../simulator/judgeLog';
import type { Session } from '../session';
import type { Verdict } from './runSummary';

/** A private event may still be on its way: only what stays different is a difference. */
const READINGS = 3;
const BETWEEN_READINGS_MS = 2_000;

export interface JudgedRecords {
  readonly judgeLogPath: string;
  readonly ledger: Session['ledger'];
  /** Waits between two readings. */
  readonly untilSettled?: () => Promise<unknown>;
}

/** Holds the venues' own record against our books. Orders and duplicates are counted since `sinceMs`, differences over all that is booked. */
export async function judgeRun(
  { judgeLogPath, ledger, untilSettled = () => sleep(BETWEEN_READINGS_MS) }: JudgedRecords,
  sinceMs: number,
): Promise<Verdict> {
  for (let reading = 1; ; reading++) {
    const records = readJudgeLog(judgeLogPath);
    const differences = await differencesOf(judge(records), ledger);
    if (differences.length === 0 || reading === READINGS)
      return { ...countsSince(records, sinceMs), differences };
    await untilSettled();
  }
}

async function differencesOf(judgement: Judgement, ledger: Session['ledger']): Promise<string[]> {
  const [ledgerFills, ledgerBalances, faults] = await Promise.all([
    ledger.fills('simulator'),
    ledger.balances('simulator'),
    ledger.faults(),
  ]);
  const differences = compareWithLedger({ judge: judgement, ledgerFills, ledgerBalances });
  return [
    ...differences.map((difference) => JSON.stringify(difference)),
    ...faults.map(({ what, where, amount }) => `${what}: ${where} by ${amount}`),
  ];
}

/** What reached the venues in this run, and how often an id was accepted again in it, whenever it was accepted first. */
export function countsSince(
  records: readonly JudgeRecord[],
  sinceMs: number,
): Pick<Verdict, 'ordersSent' | 'duplicates'> {
  const before = records.filter((record) => record.timeMs < sinceMs);
  const ofRun = records.filter((record) => record.timeMs >= sinceMs);
  return {
    ordersSent: judge(ofRun).orders.sent,
    duplicates: acceptedAgain(judge(records)) - acceptedAgain(judge(before)),
  };
}

function acceptedAgain({ duplicates }: Judgement): number {
  return duplicates.reduce((sum, { times }) => sum + times - 1, 0);
}
