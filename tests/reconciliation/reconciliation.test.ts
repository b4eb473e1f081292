import { reconcileVenue } from '../../execution/reconciliation/reconcileVenue';
import { BUY_ON, SELL_ON } from '../execution/spreadPlan';
import { openReconciliationDesk, type ReconciliationDesk } from './reconciliationDesk';

jest.setTimeout(120_000); // the first suite of a run starts PostgreSQL

let desk: ReconciliationDesk;
beforeEach(async () => {
  desk = await openReconciliationDesk();
});
afterEach(() => desk.close());

const openIncidents = () => desk.ask(`select kind from incidents where closed_at is null order by kind`);
const heldVenues = () => desk.ask(`select key || ' ' || set_by from controls where state <> 'running'`);
/** Moves the books of one asset without an event at the venue. */
const misbook = (venue: string, asset: string, amount: string) =>
  desk.ask(
    `select post_line('planted', 1, 'simulator', 'test', 'venue:${venue}:main', '${venue}', null, '${asset}', ${amount}),
            post_line('planted', 2, 'simulator', 'test', 'suspense', '${venue}', null, '${asset}', -(${amount}))`,
  );

describe('reconciliation of a venue', () => {
  it('is clean where books and venue agree, and stores its report', async () => {
    expect(await desk.reconcile(BUY_ON)).toMatchObject({ outcome: 'clean', readings: 1, unreadable: [] });
    expect(await desk.reconcile(SELL_ON, 'balances')).toMatchObject({ outcome: 'clean', readings: 1 });

    expect(
      await desk.ask(`select kind || ' ' || venue || ' ' || outcome from reconciliation_runs order by id`),
    ).toEqual(['full binance clean', 'balances bybit clean']);
    expect(await openIncidents()).toEqual([]);
    expect(await heldVenues()).toEqual([]);
  });

  it.each(['full', 'balances'] as const)(
    'books a missed fill of an order of ours once, in a run of kind %s',
    async (kind) => {
      await desk.begin();
      desk.submit(BUY_ON, { clientOrderId: 'ours' });

      const first = await desk.reconcile(BUY_ON, kind);
      const second = await desk.reconcile(BUY_ON, 'full');

      expect(first).toMatchObject({ outcome: 'healed', differences: [] });
      expect(first.healed.map((each) => each.kind)).toContain('missedFill');
      expect(second.healed.map((each) => each.kind)).not.toContain('missedFill');
      expect(second.differences).toEqual([]);
      expect(await desk.ask(`select client_order_id || ' ' || (trade_id is not null) from fills`)).toEqual([
        'ours true',
      ]);
      expect(await openIncidents()).toEqual(['MISSED_FILL']);
      expect(await heldVenues()).toEqual([]);
    },
  );

  it('opens one incident for a balance that differs, stops the venue, and begin denies it by name', async () => {
    await misbook(BUY_ON, 'USDT', '12.5');

    const first = await desk.reconcile(BUY_ON, 'balances');
    await desk.reconcile(BUY_ON, 'full');

    expect(first).toMatchObject({
      outcome: 'differs',
      differences: [{ kind: 'balance', subject: 'USDT', ours: '50012.5', theirs: '50000', aboveDust: true }],
    });
    expect(await openIncidents()).toEqual(['BALANCE_DIFFERS']);
    expect(await heldVenues()).toEqual(['binance reconciliation']);
    expect(await desk.begin()).toMatchObject({
      kind: 'denied',
      denial: { code: 'CONTROL_PAUSED', figures: { scope: 'venue', key: BUY_ON } },
    });
    expect(await desk.reconcile(SELL_ON)).toMatchObject({ outcome: 'clean' });
  });

  it('reports dust and does nothing about it', async () => {
    await misbook(BUY_ON, 'USDT', '0.009');

    const report = await desk.reconcile(BUY_ON, 'balances');

    expect(report).toMatchObject({ outcome: 'clean', differences: [{ subject: 'USDT', aboveDust: false }] });
    expect(await openIncidents()).toEqual([]);
    expect(await heldVenues()).toEqual([]);
  });

  it('leaves a control that a person has set, and one that is set already, as they are', async () => {
    await desk.ask(
      `insert into controls(scope, key, state, reason, set_by) values ('venue', '${BUY_ON}', 'killed', 'mine', 'ann')`,
    );
    await misbook(BUY_ON, 'BTC', '1');

    await desk.reconcile(BUY_ON);

    expect(await desk.ask(`select state || ' ' || reason || ' ' || set_by from controls`)).toEqual([
      'killed mine ann',
    ]);
    expect(await openIncidents()).toEqual(['BALANCE_DIFFERS']);
  });

  it('stops the venue again where a person lifted the control and the difference is still there', async () => {
    await misbook(BUY_ON, 'BTC', '1');
    await desk.reconcile(BUY_ON, 'balances');
    await desk.ask(`update controls set state = 'running', set_by = 'ann'`);

    await desk.reconcile(BUY_ON, 'balances');

    expect(await heldVenues()).toEqual(['binance reconciliation']);
    expect(await openIncidents()).toEqual(['BALANCE_DIFFERS']);
  });

  it('books a fill of an order that we never wrote to suspense, so that the books stay right, and stops the venue', async () => {
    desk.submit(BUY_ON, { clientOrderId: 'somebody-else' });

    const report = await desk.reconcile(BUY_ON);

    expect(report).toMatchObject({ outcome: 'differs', differences: [{ kind: 'unknownFill' }] });
    expect(await openIncidents()).toEqual(['FILL_OF_UNKNOWN_ORDER']);
    expect(await heldVenues()).toEqual(['binance reconciliation']);
    expect(await desk.reconcile(BUY_ON)).toMatchObject({ outcome: 'clean' });
    expect(
      await desk.ask(`select asset from ledger_entries where account = 'suspense' order by asset`),
    ).toEqual(['BTC', 'USDT']);
  });

  it('stops the venue at once where the private stream tells of such a fill', async () => {
    const fills = desk.submit(BUY_ON, { clientOrderId: 'somebody-else' });

    await desk.journal.recordFacts({ orders: [], fills }, 'simulator');

    expect(await heldVenues()).toEqual(['binance reconciliation']);
  });

  it.each([BUY_ON, SELL_ON])(
    'reports an order at %s that we never wrote, and cancels nothing',
    async (venue) => {
      desk.submit(venue, { clientOrderId: 'stray', timeInForce: 'GTC', price: '50000.0' });

      expect(await desk.reconcile(venue)).toMatchObject({
        outcome: 'differs',
        differences: [{ kind: 'unknownOrder', subject: 'stray' }],
      });
      expect(await openIncidents()).toEqual(['UNKNOWN_ORDER']);
      expect(await heldVenues()).toEqual([]);
      expect(desk.core(venue).openOrders('main')).toHaveLength(1);
    },
  );

  it('books the fill of an order that the books held dead, and says that it came after the close', async () => {
    await desk.begin();
    await desk.ask(`update orders set state = 'absent', final = true`);
    await desk.ask(`update trades set closed_at = now(), outcome = 'aborted', state = 'closed'`);
    desk.submit(BUY_ON, { clientOrderId: 'ours' });

    expect(await desk.reconcile(BUY_ON)).toMatchObject({ outcome: 'healed' });

    expect(await openIncidents()).toEqual(['FILL_AFTER_CLOSE', 'MISSED_FILL']);
    expect(await desk.ask(`select trim_scale(filled_qty)::text from orders`)).toEqual(['0.01']);
  });

  it('reports an open order that the books hold ended', async () => {
    await desk.begin();
    await desk.ask(`update orders set state = 'cancelled', final = true`);
    desk.submit(BUY_ON, { clientOrderId: 'ours', timeInForce: 'GTC', price: '50000.0' });

    expect(await desk.reconcile(BUY_ON)).toMatchObject({
      outcome: 'differs',
      differences: [{ kind: 'orderAlive', subject: 'ours', ours: 'cancelled, filled 0' }],
    });
    expect(await openIncidents()).toEqual(['ORDER_ALIVE']);
  });

  it('stores that an order never reached the venue once that is final, and not before', async () => {
    await desk.begin();
    await desk.ask(
      `update orders set updated_at = now() - interval '1 minute', final_after_ms = ${Date.now() + 60_000}`,
    );
    expect(await desk.reconcile(BUY_ON)).toMatchObject({ outcome: 'clean' });
    expect(await desk.ask(`select state from orders`)).toEqual(['intended']);
    await desk.ask(`update orders set final_after_ms = ${Date.now() - 1}`);

    expect(await desk.reconcile(BUY_ON)).toMatchObject({ outcome: 'healed' });

    expect(await desk.ask(`select state || ' ' || final from orders`)).toEqual(['absent true']);
    expect(await openIncidents()).toEqual([]);
  });

  it('leaves an order to the step that has it in hand', async () => {
    await desk.begin();
    await desk.ask(`update orders set updated_at = now() - interval '1 minute'`);
    await desk.ask(`update trade_steps set deadline_at = now() + interval '1 minute'`);

    expect(await desk.reconcile(BUY_ON)).toMatchObject({ outcome: 'clean' });
    expect(await desk.ask(`select state from orders`)).toEqual(['intended']);
  });

  it('finds a fill that the venue does not list, and one that it lists otherwise', async () => {
    const [fill] = desk.submit(BUY_ON, { clientOrderId: 'ours' });
    if (fill === undefined) throw new Error('not filled');
    await desk.begin();
    const invented = { ...fill, venueTradeId: '999', exchangeTimeMs: fill.exchangeTimeMs - 1 };
    const cheaper = { ...fill, fee: '0' as typeof fill.fee };
    await desk.journal.recordFacts({ orders: [], fills: [invented, cheaper] }, 'simulator');
    await desk.deps(BUY_ON).sleep(10_000); // older than the lists may lag

    const report = await desk.reconcile(BUY_ON);

    expect(report.differences.map(({ kind }) => kind).sort()).toEqual([
      'balance',
      'balance',
      'fillDiffers',
      'fillNotAtVenue',
    ]);
    expect(await openIncidents()).toEqual(['BALANCE_DIFFERS', 'FILL_DIFFERS', 'FILL_NOT_AT_VENUE']);
  });

  it('warns of an asset that nothing trades, without a stop', async () => {
    await misbook(BUY_ON, 'AIR', '-3');

    expect(await desk.reconcile(BUY_ON, 'balances')).toMatchObject({
      outcome: 'differs',
      differences: [{ kind: 'untradedBalance', subject: 'AIR' }],
    });
    expect(await openIncidents()).toEqual(['UNTRADED_BALANCE']);
    expect(await heldVenues()).toEqual([]);
  });

  it('finds books that contradict themselves in a full run', async () => {
    await desk.ask(`update account_balances set reserved = 5 where venue = '${SELL_ON}' and asset = 'USDT'`);

    expect(await desk.reconcile(SELL_ON)).toMatchObject({
      outcome: 'differs',
      differences: [{ kind: 'ledgerFault' }],
    });
    expect(await desk.reconcile(BUY_ON)).toMatchObject({ outcome: 'clean' });
    expect(await openIncidents()).toEqual(['LEDGER_FAULT']);
    expect(await heldVenues()).toEqual(['bybit reconciliation']);
  });
});

describe('a venue that can not be read', () => {
  it.each(['account', 'lookUp'] as const)(
    'opens no incident and stops nothing although its %s requests fail',
    async (requestClass) => {
      desk.core(BUY_ON).faults.plant({
        on: 'request',
        requestClass,
        fault: { kind: 'error5xxBefore' },
        after: 0,
        times: 100,
      });

      const report = await desk.reconcile(BUY_ON);

      expect(report).toMatchObject({ outcome: 'unreadable', differences: [], healed: [] });
      expect(report.unreadable.length).toBeGreaterThan(0);
      expect(report.fillsComparedToMs).toBeUndefined();
      expect(await openIncidents()).toEqual([]);
      expect(await heldVenues()).toEqual([]);
    },
  );

  it('says nothing of a balance that it showed once and never again', async () => {
    await misbook(BUY_ON, 'BTC', '1');
    desk.core(BUY_ON).faults.plant({
      on: 'request',
      requestClass: 'account',
      fault: { kind: 'error5xxBefore' },
      after: 1,
      times: 100,
    });

    const report = await desk.reconcile(BUY_ON, 'balances');

    expect(report).toMatchObject({ outcome: 'unreadable', differences: [], unsettled: ['balance BTC'] });
    expect(await openIncidents()).toEqual([]);
  });

  it('still finds what its other parts show', async () => {
    desk.core(BUY_ON).faults.plant({
      on: 'request',
      requestClass: 'account',
      fault: { kind: 'garbageReply' },
      after: 0,
      times: 100,
    });
    desk.submit(BUY_ON, { clientOrderId: 'stray', timeInForce: 'GTC', price: '50000.0' });

    expect(await desk.reconcile(BUY_ON)).toMatchObject({
      outcome: 'differs',
      unreadable: [{ part: 'balances' }],
    });
    expect(await openIncidents()).toEqual(['UNKNOWN_ORDER']);
  });
});

it('has nothing to compare on a venue without an opening balance', async () => {
  const report = await desk.reconcile(BUY_ON);
  expect(report.outcome).toBe('clean');
  const deps = { ...desk.deps(BUY_ON), mode: 'paper' } as const;

  expect(await reconcileVenue(deps, 'full')).toMatchObject({ outcome: 'unopened', differences: [] });
  expect(await openIncidents()).toEqual([]);
});
