import type { Exposure } from '../../../simulator/judgeTradeWatch';
import { classOf, VENUE, type ClassedExposure } from './orphanClasses';
import { createOutages, type Outages } from './outages';

const exposure: Exposure = {
  tradeId: 't',
  fromMs: 1_000,
  toMs: 1_400,
  repaired: true,
  noDepthAtMs: undefined,
};

/** Outages that began and ended at the given moments. */
function outagesOf(...spans: readonly [of: string, fromMs: number, toMs: number | undefined][]): Outages {
  let nowMs = 0;
  const outages = createOutages(() => nowMs);
  for (const [of, fromMs, toMs] of spans) {
    nowMs = fromMs;
    const end = outages.begin(of);
    if (toMs !== undefined) end(toMs);
  }
  return outages;
}

describe('classOf', () => {
  it.each<[string, Outages, Partial<ClassedExposure>]>([
    ['nobody was away', outagesOf(), { class: 'ownerAlive', lastedMs: 400 }],
    ['Temporal was away', outagesOf(['temporal', 900, 2_000]), { class: 'ownerAlive', lastedMs: 400 }],
    ['the trader died before', outagesOf(['trader', 100, 900]), { class: 'ownerAlive' }],
    ['the trader died meanwhile', outagesOf(['trader', 1_050, 5_000]), { class: 'ownerGone', lastedMs: 400 }],
    [
      'PostgreSQL was away with the trader',
      outagesOf(['trader', 1_050, 5_000], ['postgres', 1_060, 1_300]),
      { class: 'partGone', lastedMs: 100 },
    ],
    [
      'PostgreSQL alone was away',
      outagesOf(['postgres', 900, 1_300]),
      { class: 'ownerAlive', lastedMs: 400 },
    ],
    ['a venue came back', outagesOf([VENUE, 900, 1_250]), { class: 'ownerAlive', lastedMs: 150 }],
    ['a venue never came back', outagesOf([VENUE, 900, undefined]), { class: 'venueAway', lastedMs: 400 }],
  ])('where %s', (_case, outages, expected) => {
    expect(classOf(exposure, outages, 9_000)).toMatchObject({ ...expected, gapMs: 400, isOrphan: true });
  });

  it('calls no orphan what lasted 50 ms and was not repaired', () => {
    const brief = { ...exposure, toMs: 1_050, repaired: false };
    expect(classOf(brief, outagesOf(), 9_000).isOrphan).toBe(false);
    expect(classOf({ ...brief, toMs: 1_051 }, outagesOf(), 9_000).isOrphan).toBe(true);
  });

  it('counts from when a repair last found no depth within its bound', () => {
    expect(classOf({ ...exposure, noDepthAtMs: 1_300 }, outagesOf(), 9_000)).toMatchObject({
      class: 'ownerAlive',
      lastedMs: 100,
      gapMs: 400,
    });
  });

  it('lets what stands last until now', () => {
    expect(classOf({ ...exposure, toMs: undefined }, outagesOf(), 3_000).lastedMs).toBe(2_000);
  });
});
