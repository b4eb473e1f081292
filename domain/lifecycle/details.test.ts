import { live } from '../../tests/lifecycle/scriptedRuntime';
import { denied } from '../../tests/lifecycle/stepResults';
import { tradePlan } from '../../tests/lifecycle/tradePlans';
import { tradeDetails } from './details';
import { tradeSummary } from './summary';

const CALM = { paused: false, kill: undefined, shutdown: undefined };

describe('tradeDetails', () => {
  it('tells legs, delta, edge and PnL of a closed trade', async () => {
    const { facts } = await live({});
    const panel = tradeDetails(tradePlan(), facts, CALM);

    expect(panel).toContain('**closed** (completed): completed: every fill booked');
    expect(panel).toContain('| buy | binance:BTC/USDT | 0.01 / 0.01 | 100000 | 100000 | filled |');
    expect(panel).toContain('delta: none (matched in full)');
    expect(panel).toContain('edge: net 7 bps expected');
    expect(panel).toContain('PnL: **0.65 USD** (expected 0.7)');
  });

  it('tells why a trade was denied', async () => {
    const { facts } = await live({ openLegs: [denied()] });

    expect(tradeDetails(tradePlan(), facts, CALM)).toContain(
      'denied: `EDGE_BELOW_MINIMUM netBps=1.2 minNetBps=5`',
    );
  });

  it('tells what an open trade does next, and who has to act on one that gave up', async () => {
    const { facts } = await live({});
    const open = tradeDetails(tradePlan(), { ...facts, state: 'hedging', outcome: undefined }, CALM);
    const lost = tradeDetails(tradePlan(), { ...facts, outcome: 'needs-operator' }, CALM);

    expect(open).toContain('next: a repair order');
    expect(lost).toContain('**An operator must look**');
    expect(lost).not.toContain('next:');
  });

  it('tells what people have asked for', async () => {
    const { facts } = await live({});
    const panel = tradeDetails(tradePlan(), facts, {
      paused: true,
      kill: 'too slow',
      shutdown: { reason: 'drill', flatten: true },
    });

    expect(panel).toContain('paused: takes no new risk\nkill: too slow\nemergency shutdown, flatten: drill');
  });
});

describe('tradeSummary', () => {
  it('names a trade in one line', () => {
    expect(tradeSummary(tradePlan())).toBe(
      'spread 0.01 BTC/USDT: buy binance, sell bybit, net 7 bps of 1000 USD (simulator)',
    );
  });
});
