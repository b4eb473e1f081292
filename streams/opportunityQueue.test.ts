import { asUsd } from '../domain/money';
import type { Opportunity } from '../domain/opportunity';
import { createOpportunityQueue } from './opportunityQueue';

describe('createOpportunityQueue', () => {
  it('gives the highest profit per unit of capital first, then the shortest life', () => {
    const { queue } = queueOf(5);
    queue.offer(opportunity('low', '1', 900), 0);
    queue.offer(opportunity('late', '3', 900), 0);
    queue.offer(opportunity('soon', '3', 100), 0);
    expect([1, 2, 3].map(() => queue.take(0)?.pairKey)).toEqual(['soon', 'late', 'low']);
  });

  it('pushes out the worst with its reason when full', () => {
    const { queue, dropped } = queueOf(1);
    queue.offer(opportunity('low', '1', 900), 0);
    queue.offer(opportunity('high', '3', 900), 0);
    expect(dropped).toEqual(['low QUEUE_FULL']);
  });

  it('never gives an expired one', () => {
    const { queue, dropped } = queueOf(5);
    queue.offer(opportunity('old', '1', 100), 0);
    expect(queue.take(100)).toBeUndefined();
    expect(dropped).toEqual(['old QUEUE_EXPIRED']);
  });

  it('keeps the newest picture of one pair', () => {
    const { queue } = queueOf(5);
    queue.offer(opportunity('pair', '1', 100), 0);
    queue.offer(opportunity('pair', '2', 200), 0);
    expect([queue.size, queue.take(0)?.expectedNetProfitUsd]).toEqual([1, '2']);
  });
});

function queueOf(capacity: number) {
  const dropped: string[] = [];
  const onDropped = ({ pairKey }: Opportunity, { code }: { code: string }) =>
    dropped.push(`${pairKey} ${code}`);
  return { dropped, queue: createOpportunityQueue({ capacity, onDropped }) };
}

function opportunity(pairKey: string, profitUsd: string, expiresAtMs: number): Opportunity {
  const figures = { notionalUsd: asUsd('1000'), expectedNetProfitUsd: asUsd(profitUsd) };
  return { pairKey, expiresAtMs, priority: 'normal', ...figures } as Opportunity;
}
