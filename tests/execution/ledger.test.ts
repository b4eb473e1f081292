import fc from 'fast-check';
import { Exact } from '../../domain/money';
import type { StepResult } from '../../domain/lifecycle/steps';
import { FILLED_REPLY_LOST, NO_FUNDS, type FakeVenue, type NextOrder } from './fakeVenue';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(120_000); // the first suite of a run starts PostgreSQL

const outcome = fc.oneof(
  fc.constant(NO_FUNDS),
  fc.constant(FILLED_REPLY_LOST),
  fc.constant<NextOrder>({ kind: 'notSent' }),
  fc
    .constantFrom('0', '0.1', '0.37', '0.5', '1')
    .map((fraction): NextOrder => ({ kind: 'fill', fraction, reply: 'given' })),
);

/** What the venue's own fills do to its balances, added up apart from our books. */
function heldAt(venue: FakeVenue, asset: 'BTC' | 'USDT'): string {
  return venue
    .allFills()
    .reduce(
      (sum, fill) => {
        const sign = fill.side === 'buy' ? 1 : -1;
        const cash = new Exact(fill.price).times(fill.qty).times(-sign).minus(fill.fee);
        return asset === 'BTC' ? sum.plus(new Exact(fill.qty).times(sign)) : sum.plus(cash);
      },
      new Exact(asset === 'BTC' ? 2 : 100_000),
    )
    .toFixed();
}

async function booksOf(desk: TradingDesk): Promise<Record<string, string>> {
  const balances = await desk.ledger.balances('simulator');
  return Object.fromEntries(
    balances.map(({ venue, asset, balance }) => [`${venue} ${asset}`, new Exact(balance).toFixed()]),
  );
}

const epochOf = (result: StepResult): number => (result.kind === 'denied' ? 0 : result.epoch);

it('equals the venues to the last unit, sums to zero and reserves nothing, whatever becomes of the orders', async () => {
  const desk = await openDesk();
  let slot = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(outcome, { maxLength: 4 }),
      fc.array(outcome, { maxLength: 4 }),
      async (buys, sells) => {
        slot += 1;
        desk.buyVenue.setNext(buys);
        desk.sellVenue.setNext(sells);
        const plan = desk.plan({ slot });
        const steps = desk.process('a');
        let result = await steps.openLegs(plan, []);
        for (
          let attempt = 1;
          result.kind === 'position' && result.situation.kind === 'orphan' && attempt < 10;
          attempt++
        )
          result = await steps.removeOrphan({
            plan,
            epoch: epochOf(result),
            attempt,
            cause: 'test',
            transitions: [],
          });
        const booked = await steps.bookResult({
          plan,
          epoch: epochOf(result),
          attempt: 1,
          cause: 'test',
          transitions: [],
          outcome: 'completed',
        });

        expect(booked.kind).toBe('booked');
        expect(await desk.ledger.faults()).toEqual([]);
        expect(await desk.ask('select trim_scale(sum(reserved)) from account_balances')).toEqual(['0']);
        expect(await booksOf(desk)).toEqual({
          'binance BTC': heldAt(desk.buyVenue, 'BTC'),
          'binance USDT': heldAt(desk.buyVenue, 'USDT'),
          'bybit BTC': heldAt(desk.sellVenue, 'BTC'),
          'bybit USDT': heldAt(desk.sellVenue, 'USDT'),
        });
      },
    ),
    { seed: 20261121, numRuns: 40 },
  );
  await desk.close();
});
