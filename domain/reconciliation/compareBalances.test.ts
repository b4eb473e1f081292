import fc from 'fast-check';
import { booked, books, fill, held } from '../../tests/reconciliation/venueStates';
import { spotInstrument } from '../../tests/venues/feedFakes';
import { fillEffects } from '../fillEffects';
import { asAmount, asPrice, asQty, Exact } from '../money';
import type { Fill } from '../order';
import { compareBalances, type BalanceComparison } from './compareBalances';

const compare = (changes: Partial<BalanceComparison>) =>
  compareBalances({
    books: books(),
    reading: held('10', '1000'),
    venueFills: [],
    instruments: [spotInstrument()],
    quoteDust: '0.01',
    ...changes,
  });

describe('compareBalances', () => {
  it('finds nothing where both sides hold the same, whatever the text', () => {
    expect(compare({ reading: held('10.000', '1000.00') })).toEqual({ differences: [], undecided: [] });
  });

  it('tells what each side holds and by how much they differ', () => {
    const { differences } = compare({ reading: held('9.5', '1000') });

    expect(differences).toMatchObject([
      { kind: 'balance', asset: 'BTC', ours: '10', theirs: '9.5', difference: '-0.5', aboveDust: true },
    ]);
  });

  it.each([
    { asset: 'BTC', reading: held('10.00000999', '1000'), aboveDust: false },
    { asset: 'BTC', reading: held('10.00001', '1000'), aboveDust: true },
    { asset: 'USDT', reading: held('10', '999.991'), aboveDust: false },
    { asset: 'USDT', reading: held('10', '999.99'), aboveDust: true },
  ])(
    'counts a difference of $asset from one lot or the quote dust on: $aboveDust',
    ({ asset, reading, aboveDust }) => {
      expect(compare({ reading }).differences).toMatchObject([{ asset, aboveDust }]);
    },
  );

  it('counts an asset that one side does not know as zero there', () => {
    const reading = held('10', '1000');
    const nothing = { ...reading, balances: [] };

    expect(compare({ reading: nothing }).differences.map(({ subject }) => subject)).toEqual(['BTC', 'USDT']);
    const airdrop = { ...reading, balances: [...reading.balances, { asset: 'AIR', total: asAmount('3') }] };
    expect(compare({ reading: airdrop }).differences).toMatchObject([
      { kind: 'untradedBalance', asset: 'AIR', ours: '0', theirs: '3' },
    ]);
  });

  it('takes fills out of the books that happened after the reading', () => {
    const later = booked({ exchangeTimeMs: 2_041 }); // the books below have it already

    expect(compare({ books: books({ fills: [later] }), reading: held('9', '1100.1') }).differences).toEqual(
      [],
    );
  });

  it('puts fills in that the venue lists and the books lack: a missed fill is one difference, not three', () => {
    const missed = fill({ exchangeTimeMs: 1_999 });

    expect(compare({ venueFills: [missed], reading: held('11', '899.9') }).differences).toEqual([]);
  });

  it.each([2_001, 2_040])(
    'says nothing of an asset whose fill falls into the reading (at %d)',
    (exchangeTimeMs) => {
      const within = booked({ exchangeTimeMs });

      expect(compare({ books: books({ fills: [within] }), reading: held('5', '5') })).toEqual({
        differences: [],
        undecided: ['BTC', 'USDT'],
      });
      expect(compare({ venueFills: [within], reading: held('5', '5') }).undecided).toEqual(['BTC', 'USDT']);
    },
  );

  it('marks a difference by what the books hold, which every event of ours changes', () => {
    expect(compare({ reading: held('9', '1000') }).differences).toMatchObject([{ mark: '10' }]);
  });

  it('agrees at any cut through any trading, and differs by exactly what is planted', () => {
    const instrument = spotInstrument();
    const trade = fc.record({
      side: fc.constantFrom<Fill['side']>('buy', 'sell'),
      lots: fc.integer({ min: 1, max: 100_000 }),
      cents: fc.integer({ min: 1, max: 10_000_000 }),
      atMs: fc.integer({ min: 0, max: 4_000 }),
      isBooked: fc.boolean(),
      isListed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 12 }), fc.integer({ min: -9, max: 9 }), (trades, planted) => {
        const known = trades.filter(({ isBooked, isListed, atMs }) => isBooked || isListed || atMs > 2_040);
        const fills = known.map(({ side, lots, cents, atMs, ...rest }, i) => ({
          ...rest,
          fill: fill({
            venueTradeId: String(i),
            side,
            qty: asQty(new Exact(lots).times('0.00001')),
            price: asPrice(new Exact(cents).div(100)),
            exchangeTimeMs: atMs,
          }),
        }));
        const sum = (asset: string, counted: readonly { fill: Fill }[]): Exact =>
          counted
            .flatMap((each) => fillEffects(each.fill, instrument))
            .filter((change) => change.asset === asset)
            .reduce((total, { amount }) => total.plus(amount), new Exact(1_000_000));
        const own = fills.filter(({ isBooked }) => isBooked);
        const before = fills.filter((each) => each.fill.exchangeTimeMs <= 2_000);
        const result = compare({
          books: books({
            balances: ['BTC', 'USDT'].map((asset) => ({ asset, balance: asAmount(sum(asset, own)) })),
            fills: own.map((each) => booked(each.fill)),
          }),
          venueFills: fills.filter(({ isListed }) => isListed).map((each) => each.fill),
          reading: held(sum('BTC', before).plus(planted).toFixed(), sum('USDT', before).toFixed()),
        });
        if (result.undecided.length > 0) return;
        expect(result.differences.map(({ subject }) => subject)).toEqual(planted === 0 ? [] : ['BTC']);
        expect(result.differences).toMatchObject(planted === 0 ? [] : [{ difference: String(planted) }]);
      }),
      { seed: 20261125, numRuns: 300 },
    );
  });
});
