import { bothDirections, stopsOf } from './breakerActions';

const subject = { pairKeys: bothDirections('a:X>b:X'), strategies: ['spread'], venue: 'bybit' };

describe('stopsOf', () => {
  it.each([
    [
      'stop-pair',
      [
        ['pair', 'a:X>b:X', 'REDUCING'],
        ['pair', 'b:X>a:X', 'REDUCING'],
      ],
    ],
    ['stop-strategy', [['strategy', 'spread', 'REDUCING']]],
    ['stop-venue', [['venue', 'bybit', 'REDUCING']]],
    ['pause-all', [['global', '', 'REDUCING']]],
    ['emergency-shutdown', [['global', '', 'HALTED']]],
  ] as const)('%s', (action, stops) => {
    expect(stopsOf(action, subject).map(({ scope, key, state }) => [scope, key, state])).toEqual(stops);
  });
});
