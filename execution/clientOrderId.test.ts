import fc from 'fast-check';
import { clientOrderIdOf, type OrderIdentity } from './clientOrderId';

const identity: OrderIdentity = {
  installationId: 'b7e1',
  mode: 'simulator',
  tradeId: 'spread/binance:BTC/USDT>bybit:BTC/USDT/0/1',
  leg: 0,
  step: 'open',
  attempt: 1,
  role: 'order',
};

describe('clientOrderIdOf', () => {
  it('never changes for the same order', () => {
    expect(clientOrderIdOf(identity)).toBe(clientOrderIdOf({ ...identity }));
    expect(clientOrderIdOf(identity)).toMatchInlineSnapshot(`"qtkv2khu5hdvc45hsm"`);
  });

  it('fits every venue: 18 lower-case letters and digits, a letter first', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (tradeId, attempt) => {
        expect(clientOrderIdOf({ ...identity, tradeId, attempt })).toMatch(/^[a-z][a-z2-7]{17}$/);
      }),
    );
  });

  it('differs in every part of the identity', () => {
    const others: OrderIdentity[] = [
      { ...identity, installationId: 'b7e2' },
      { ...identity, mode: 'paper' },
      { ...identity, tradeId: 'spread/binance:BTC/USDT>bybit:BTC/USDT/0/2' },
      { ...identity, leg: 1 },
      { ...identity, step: 'chase' },
      { ...identity, attempt: 2 },
      { ...identity, role: 'reverse' },
    ];
    const ids = new Set([identity, ...others].map(clientOrderIdOf));
    expect(ids.size).toBe(others.length + 1);
  });
});
