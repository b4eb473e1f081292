import { createBalanceEvents } from './balanceEvents';

function streamAt() {
  let nowMs = 10_000;
  const events = createBalanceEvents({ nowMs: () => nowMs });
  return { events, pass: (ms: number) => (nowMs += ms) };
}

describe('what a private stream tells of balances', () => {
  it('is unexplained once where no order came with it', () => {
    const { events, pass } = streamAt();
    events.balances('binance', ['BTC']);
    expect(events.takeUnexplained('binance')).toBe(false); // an order may still come

    pass(1_001);
    expect(events.takeUnexplained('bybit')).toBe(false);
    expect(events.takeUnexplained('binance')).toBe(true);
    expect(events.takeUnexplained('binance')).toBe(false);
  });

  it.each(['before', 'after'])('is explained by an order just %s it', (when) => {
    const { events, pass } = streamAt();
    if (when === 'before') events.order('binance');
    pass(1_000);
    events.balances('binance', ['BTC']);
    pass(1_000);
    if (when === 'after') events.order('binance');
    pass(5_000);

    expect(events.takeUnexplained('binance')).toBe(false);
  });

  it('is not explained by an order of another moment', () => {
    const { events, pass } = streamAt();
    events.order('binance');
    pass(1_001);
    events.balances('binance', ['BTC']);
    pass(1_001);
    events.order('binance');

    expect(events.takeUnexplained('binance')).toBe(true);
  });

  it('changes the mark of its assets and of no other', () => {
    const { events } = streamAt();
    const before = ['BTC', 'ETH'].map((asset) => events.markOf('binance', asset));
    events.balances('binance', ['BTC']);

    expect(events.markOf('binance', 'BTC')).not.toBe(before[0]);
    expect(events.markOf('binance', 'ETH')).toBe(before[1]);
  });
});
