import { drawRound, roundText, type Round } from './drawRound';

const processes = ['postgres', 'redis', 'temporal', 'simulator', 'operations', 'trader'];
const venues = ['binance', 'bybit'];
const draw = (index: number, seed = '1'): Round => drawRound({ seed, index, processes, venues });
const many = Array.from({ length: 2_000 }, (_, index) => draw(index));

describe('drawRound', () => {
  it('gives the same round for one seed and number, whatever was drawn before', () => {
    expect(draw(17)).toEqual(many[17]);
    expect(draw(17, '2')).not.toEqual(many[17]);
  });

  it('harms every process in every way and every venue, alone and in pairs', () => {
    const texts = many.map(roundText).join('\n');
    for (const name of processes)
      for (const harm of ['kill', 'restart', 'freeze']) expect(texts).toContain(`${harm} ${name} `);
    for (const venue of venues) expect(texts).toContain(`${venue} rejects orders`);
    expect(new Set(many.map(({ faults }) => faults.length))).toEqual(new Set([1, 2]));
  });

  it('never harms one process twice in a round', () => {
    for (const { faults } of many) {
      const names = faults.flatMap((fault) => (fault.on === 'process' ? [fault.name] : []));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('waits for a place in a later step only beside a venue that provokes it', () => {
    for (const { faults } of many) {
      const later = faults.some(
        (fault) => fault.on === 'process' && fault.at.on === 'point' && /chase|hedge/.test(fault.at.step),
      );
      const isProvoked = faults.some((fault) => fault.on === 'venue' && fault.fault.provokes === true);
      expect(!later || isProvoked).toBe(true);
    }
  });
});
