import { books, lists, order, report, unreadableLists } from '../../tests/reconciliation/venueStates';
import { asQty } from '../money';
import { compareOrders } from './compareOrders';
import type { OrderAnswer } from './readings';

const FINAL_AFTER_MS = 5_000;
const answered = (value: OrderAnswer) => lists({ answers: new Map([['ours', { kind: 'read', value }]]) });
const kindsOf = (found: ReturnType<typeof compareOrders>) => found.map(({ kind }) => kind);

describe('compareOrders', () => {
  it('knows its own open order', () => {
    const ours = books({ orders: [order({ state: 'open' })] });

    expect(compareOrders(ours, lists({ openOrders: [report()] }), 0)).toEqual([]);
  });

  it('finds an open order that we never wrote, also one without an id of ours', () => {
    const strangers = [report({ clientOrderId: 'stray' }), report({ clientOrderId: '', venueOrderId: '99' })];

    expect(compareOrders(books(), lists({ openOrders: strangers }), 0)).toMatchObject([
      { kind: 'unknownOrder', subject: 'stray' },
      { kind: 'unknownOrder', subject: '99' },
    ]);
  });

  it('finds an open order that the books hold ended', () => {
    const ours = books({ orders: [order({ state: 'absent', final: true })] });

    expect(kindsOf(compareOrders(ours, lists({ openOrders: [report()] }), 0))).toEqual(['orderAlive']);
  });

  it.each(['filled', 'cancelled', 'rejected', 'expired'] as const)(
    'takes over that an order is %s',
    (status) => {
      const found = compareOrders(
        books({ orders: [order()] }),
        answered({ kind: 'found', report: report({ status }) }),
        0,
      );

      expect(found).toMatchObject([{ kind: 'orderState', latest: { kind: 'report', report: { status } } }]);
    },
  );

  it('takes over that an order of unknown outcome is open, and how much of an open one is filled', () => {
    const partly = report({ status: 'partiallyFilled', filledQty: asQty('0.5') });
    const open = books({ orders: [order({ state: 'open' })] });

    expect(
      kindsOf(compareOrders(books({ orders: [order()] }), answered({ kind: 'found', report: report() }), 0)),
    ).toEqual(['orderState']);
    expect(kindsOf(compareOrders(open, answered({ kind: 'found', report: partly }), 0))).toEqual([
      'orderState',
    ]);
    expect(compareOrders(open, answered({ kind: 'found', report: report() }), 0)).toEqual([]);
  });

  it('takes "not found" for "never was" only from the moment on at which it is final', () => {
    const ours = books({ orders: [order()] });

    expect(compareOrders(ours, answered({ kind: 'notFound' }), FINAL_AFTER_MS - 1)).toEqual([]);
    expect(compareOrders(ours, answered({ kind: 'notFound' }), FINAL_AFTER_MS)).toMatchObject([
      { kind: 'orderState', latest: { kind: 'absent', clientOrderId: 'ours' } },
    ]);
  });

  it('says nothing where nothing could be read', () => {
    expect(compareOrders(books({ orders: [order()] }), unreadableLists(), FINAL_AFTER_MS)).toEqual([]);
  });
});
