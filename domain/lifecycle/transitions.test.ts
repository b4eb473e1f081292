import { TRADE_STATES, type TradeState } from './tradeState';
import { IllegalTransitionError, transition, transitionMatrix } from './transitions';

/** The specification's table, written a second time: columns in the order of `TRADE_STATES`, x = legal. */
const SPECIFIED: Record<TradeState, string> = {
  //           idle val ope cha hed hol set red unw clo
  idle: '        .   x   .   .   .   .   .   .   .   x',
  validating: '  .   .   x   .   .   .   .   .   .   x',
  opening: '     .   .   .   x   x   x   x   .   x   x',
  chasing: '     .   .   .   .   x   x   x   .   x   x',
  hedging: '     .   .   .   .   .   x   x   .   x   .',
  holding: '     .   .   .   .   x   .   x   .   x   .',
  settling: '    .   .   .   .   x   .   .   x   x   x',
  redeeming: '   .   .   .   .   .   .   .   .   .   x',
  unwinding: '   .   .   .   .   .   .   .   .   .   x',
  closed: '      .   .   .   .   .   .   .   .   .   .',
};

const cells = TRADE_STATES.flatMap((from) => {
  const marks = SPECIFIED[from].trim().split(/\s+/);
  return TRADE_STATES.map((to, column) => ({ from, to, legal: marks[column] === 'x' }));
});

describe('transition', () => {
  it('knows exactly the 100 cells of the specification', () => {
    expect(cells).toHaveLength(100);
    expect(transitionMatrix()).toEqual(cells);
  });

  it.each(cells.filter((cell) => cell.legal))('goes from $from to $to', ({ from, to }) => {
    expect(transition(from, to)).toBe(to);
  });

  it.each(cells.filter((cell) => !cell.legal))('refuses $from → $to', ({ from, to }) => {
    expect(() => transition(from, to)).toThrow(IllegalTransitionError);
  });

  it('names both states and the legal ones when it refuses', () => {
    expect(() => transition('unwinding', 'opening')).toThrow(
      "a trade can't go from unwinding to opening (legal: closed)",
    );
  });
});
