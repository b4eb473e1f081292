import { Exact } from '../domain/money';
import type { JudgeRecord } from './judgeLog';

/** What a record moved, asset by asset; positive is a gain of the account. */
export function movementsOf(record: JudgeRecord): [asset: string, amount: Exact][] {
  if (record.kind === 'opening') return [[record.asset, new Exact(record.amount)]];
  if (record.kind !== 'filled') return [];
  const sign = record.side === 'buy' ? 1 : -1;
  return [
    [record.base, new Exact(record.qty).times(sign)],
    [record.quoteAsset, new Exact(record.quote).times(-sign)],
    [record.feeAsset, new Exact(record.fee).negated()],
  ];
}
