import pino from 'pino';
import { booked, books, fill, order } from '../tests/reconciliation/venueStates';
import { spotInstrument } from '../tests/venues/feedFakes';
import { asAmount, asQty } from '../domain/money';
import type { Fill } from '../domain/order';
import type { VenueBooks } from '../domain/reconciliation/readings';
import type { AccountReader } from '../venues/accountReader';
import { VenueReadError, type OrderGateway } from '../venues/orderGateway';
import { createBalanceEvents } from './balanceEvents';
import { createBalanceComparison } from './compareBalances';
import type { GuardedVenue } from './readBalances';
import type { NewIncident } from './records';

const EVERY_MS = 10_000;
/** Long enough for any next reading to be due. */
const LATER_MS = 20_000;

type Part = 'clock' | 'balances' | 'fills';

/** Binance and the books of it, both with 10 BTC and 1 000 USDT until the test moves one of them; time passes where it is waited for. */
function guardOf(instruments = [spotInstrument()]) {
  let nowMs = 1_000_000;
  let active = true;
  const venue = { held: { BTC: '10', USDT: '1000' }, fills: [] as Fill[], unreadable: new Set<Part>() };
  const ours: { books: VenueBooks } = { books: books() };
  const asked: Part[] = [];
  const incidents: NewIncident[] = [];
  const clock = { nowMs: () => nowMs, monotonicNs: () => BigInt(nowMs) * 1_000_000n };
  const events = createBalanceEvents(clock);

  function answer<Value>(part: Part, value: () => Value): Promise<Value> {
    asked.push(part);
    if (venue.unreadable.has(part))
      return Promise.reject(new VenueReadError('binance', part, { detail: 'HTTP 502' }));
    return Promise.resolve(value());
  }
  const account: Pick<AccountReader, 'balances' | 'clockOffsetMs'> = {
    clockOffsetMs: () => answer('clock', () => 0),
    balances: () =>
      answer('balances', () =>
        Object.entries(venue.held).map(([asset, total]) => ({
          asset,
          total: asAmount(total),
          free: asAmount(total),
        })),
      ),
  };
  const gateway = {
    capabilities: { readLagMs: 2_000 },
    fillsSince: () => answer('fills', () => venue.fills),
  } as Pick<OrderGateway, 'fillsSince'> as OrderGateway;
  const guarded: GuardedVenue = {
    mode: 'simulator',
    venue: 'binance',
    instruments,
    gateway,
    account: account as AccountReader,
    books: {
      read: () => Promise.resolve(ours.books),
      faults: () => Promise.resolve([]),
      fillsComparedToMs: () => Promise.resolve(undefined),
      save: () => Promise.resolve(),
    },
    settings: { quoteDust: '0.01' },
    clock,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
  const compare = createBalanceComparison({
    venues: [guarded],
    records: {
      openIncident: (incident) => {
        incidents.push(incident);
        return Promise.resolve();
      },
    },
    events,
    mayAct: () => active,
    everyMs: EVERY_MS,
    logger: pino({ level: 'silent' }),
  });
  return {
    venue,
    ours,
    asked,
    incidents,
    events,
    clock,
    compare,
    setActive: (value: boolean) => (active = value),
    pass: (ms: number) => (nowMs += ms),
    /** Looks when the next reading is due, and again when anything that is suspected has to be judged. */
    async lookTwice(between: () => void = () => undefined) {
      nowMs += LATER_MS;
      await compare();
      between();
      nowMs += LATER_MS;
      await compare();
    },
  };
}

const kinds = (incidents: readonly NewIncident[]) => incidents.map(({ kind }) => kind);

describe('the comparison of balances with the books', () => {
  it('finds nothing where both hold the same, and asks for no fills', async () => {
    const guard = guardOf();
    await guard.lookTwice();

    expect(guard.incidents).toEqual([]);
    expect(guard.asked).toEqual(['clock', 'balances', 'clock', 'balances']);
  });

  it('opens UNKNOWN_POSITION for coins that stand at two readings', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '10.25';
    await guard.compare();
    expect(guard.incidents).toEqual([]);

    guard.pass(LATER_MS);
    await guard.compare();
    expect(guard.incidents).toEqual([
      {
        severity: 'critical',
        kind: 'UNKNOWN_POSITION',
        venue: 'binance',
        details: {
          mode: 'simulator',
          count: 1,
          differences: [{ asset: 'BTC', ours: '10', theirs: '10.25', difference: '0.25' }],
        },
      },
    ]);
  });

  it('tells coins that are missing, too, and money by its own name', async () => {
    const guard = guardOf();
    guard.venue.held = { BTC: '9', USDT: '1001' };
    await guard.lookTwice();

    expect(kinds(guard.incidents)).toEqual(['UNKNOWN_POSITION', 'BALANCE_DIFFERS']);
  });

  it('says nothing of what is too small for an order', async () => {
    const guard = guardOf();
    guard.venue.held = { BTC: '10.00000999', USDT: '1000.009' };
    await guard.lookTwice();

    expect(guard.incidents).toEqual([]);
  });

  it('takes two readings that are too near each other for one', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.compare();
    guard.pass(1_900);
    await guard.compare();

    expect(guard.incidents).toEqual([]);
    expect(guard.asked).toEqual(['clock', 'balances']);
  });

  it('forgets a difference that the second reading does not show', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice(() => (guard.venue.held.BTC = '10'));
    await guard.lookTwice(() => (guard.venue.held.BTC = '11')); // once again seen once

    expect(guard.incidents).toEqual([]);
  });

  it.each<Part>(['clock', 'balances', 'fills'])('takes unreadable %s for no difference', async (part) => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice(() => guard.venue.unreadable.add(part));
    guard.pass(LATER_MS);
    await guard.compare();
    expect(guard.incidents).toEqual([]);

    guard.venue.unreadable.clear();
    guard.pass(LATER_MS);
    await guard.compare();
    expect(kinds(guard.incidents)).toEqual(['UNKNOWN_POSITION']);
  });

  it('takes a venue that never answers for nothing', async () => {
    const guard = guardOf();
    guard.venue.held = { BTC: '0', USDT: '0' };
    guard.venue.unreadable.add('balances');
    await guard.lookTwice();

    expect(guard.incidents).toEqual([]);
  });

  it('has nothing to compare with before the account is opened', async () => {
    const guard = guardOf();
    guard.ours.books = books({ openedAtMs: undefined, balances: [] });
    await guard.lookTwice();

    expect(guard.incidents).toEqual([]);
  });
});

describe('an event between two readings', () => {
  it('that the stream tells of resets what was seen', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice(() => {
      guard.events.balances('binance', ['BTC']);
    });
    expect(guard.incidents).toEqual([]);

    guard.pass(LATER_MS);
    await guard.compare();
    expect(kinds(guard.incidents)).toEqual(['UNKNOWN_POSITION']);
  });

  it('that is a booked fill resets it, also where buy and sell leave everything as it was', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice(() => {
      const exchangeTimeMs = guard.clock.nowMs() + 1_000;
      guard.ours.books = books({
        fills: [
          booked({ exchangeTimeMs, fee: asAmount('0') }),
          booked({ exchangeTimeMs, side: 'sell', venueTradeId: '2', fee: asAmount('0') }),
        ],
      });
    });

    expect(guard.incidents).toEqual([]);
  });

  it('that is a posting resets it', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice(() => {
      guard.venue.held.BTC = '12';
      guard.ours.books = books({
        balances: [...books().balances.slice(1), { asset: 'BTC', balance: asAmount('11') }],
      });
    });

    expect(guard.incidents).toEqual([]);
  });

  it('that makes the difference another one resets it', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice(() => (guard.venue.held.BTC = '11.5'));

    expect(guard.incidents).toEqual([]);
  });
});

describe('a trade under way', () => {
  it('is none: as long as an order of it is not final nothing is said of its assets', async () => {
    const guard = guardOf();
    guard.ours.books = books({ orders: [order({ inHand: true })] });
    guard.venue.held = { BTC: '11', USDT: '900' }; // it filled, and nobody has told yet
    await guard.lookTwice();
    await guard.lookTwice();

    expect(guard.incidents).toEqual([]);
  });

  it('whose order began between two readings resets what was seen', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice(() => (guard.ours.books = books({ orders: [order()] })));
    guard.ours.books = books();
    guard.pass(LATER_MS);
    await guard.compare();

    expect(guard.incidents).toEqual([]);
  });

  it('whose fill is at the venue and not in the books is explained by the list of fills, fee in kind and all', async () => {
    const guard = guardOf();
    guard.venue.held = { BTC: '10.999', USDT: '900' };
    guard.venue.fills = [
      fill({ exchangeTimeMs: guard.clock.nowMs() - 60_000, fee: asAmount('0.001'), feeAsset: 'BTC' }),
    ];
    await guard.lookTwice();
    await guard.lookTwice();

    expect(guard.incidents).toEqual([]);
  });

  it('leaves coins unexplained that its fills do not reach', async () => {
    const guard = guardOf();
    guard.venue.held = { BTC: '11.5', USDT: '899.9' };
    guard.venue.fills = [fill({ exchangeTimeMs: guard.clock.nowMs() - 60_000 })];
    await guard.lookTwice(); // the second reading knows the fill: half a coin is another difference than one and a half
    expect(guard.incidents).toEqual([]);
    guard.pass(LATER_MS);
    await guard.compare();

    expect(guard.incidents).toMatchObject([
      { kind: 'UNKNOWN_POSITION', details: { differences: [{ asset: 'BTC', difference: '0.5' }] } },
    ]);
  });

  it('does not hide a coin that it does not trade', async () => {
    const guard = guardOf();
    const eth = spotInstrument({ id: 'binance:ETH/USDT', base: 'ETH' });
    guard.ours.books = books({ orders: [order({ instrumentId: eth.id, filledQty: asQty('0') })] });
    guard.venue.held.BTC = '11';
    await guard.lookTwice();

    expect(kinds(guard.incidents)).toEqual(['UNKNOWN_POSITION']);
  });
});

describe('a position that stands', () => {
  it('is told once, then each minute, and costs no lists of fills', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice();
    guard.asked.length = 0;
    for (let looks = 0; looks < 6; looks++) {
      guard.pass(EVERY_MS);
      await guard.compare();
    }

    expect(kinds(guard.incidents)).toEqual(['UNKNOWN_POSITION', 'UNKNOWN_POSITION']);
    expect(guard.asked).not.toContain('fills');
  });

  it('is told anew when it has changed, after two readings again', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice();
    guard.venue.held.BTC = '12';
    await guard.lookTwice(() => {
      expect(guard.incidents).toHaveLength(1);
    });

    expect(guard.incidents.map(({ details }) => details)).toMatchObject([
      { differences: [{ difference: '1' }] },
      { differences: [{ difference: '2' }] },
    ]);
  });

  it('is over when the books have it, and is news when it comes back', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.lookTwice();
    guard.venue.held.BTC = '10';
    await guard.lookTwice();
    guard.venue.held.BTC = '11';
    await guard.lookTwice();

    expect(guard.incidents).toHaveLength(2);
  });
});

describe('a guard', () => {
  it('that stands by reads nothing, and begins anew when it is active', async () => {
    const guard = guardOf();
    guard.venue.held.BTC = '11';
    await guard.compare();
    guard.setActive(false);
    guard.pass(LATER_MS);
    await guard.compare();
    guard.setActive(true);
    await guard.compare();

    expect(guard.asked).toEqual(['clock', 'balances', 'clock', 'balances']);
    expect(guard.incidents).toEqual([]);
  });

  it('looks at once when the stream tells of a change that no order explains', async () => {
    const guard = guardOf();
    await guard.compare();
    guard.events.balances('binance', ['BTC']);
    guard.pass(1_001);
    await guard.compare();

    expect(guard.asked).toEqual(['clock', 'balances', 'clock', 'balances']);
  });

  it('waits for the next poll when a trade explains it', async () => {
    const guard = guardOf();
    await guard.compare();
    guard.events.order('binance');
    guard.events.balances('binance', ['BTC']);
    guard.pass(1_001);
    await guard.compare();

    expect(guard.asked).toEqual(['clock', 'balances']);
  });

  it('reads lists of fills for a third of its request budget at most, however much is suspected', async () => {
    const symbols = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'DOGE'];
    const guard = guardOf(symbols.map((base) => spotInstrument({ id: `binance:${base}/USDT`, base })));
    const startMs = guard.clock.nowMs();
    for (let change = 0; guard.clock.nowMs() - startMs < 600_000; change++) {
      guard.venue.held.BTC = String(11 + change); // another suspect each time
      await guard.compare();
      guard.pass(1_000);
    }

    const perMinute = guard.asked.filter((part) => part === 'fills').length / 10;
    expect(perMinute * 20).toBeLessThanOrEqual((6_000 * 0.2) / 3); // weights of Binance
    expect(perMinute).toBeGreaterThan(0);
  });
});
