import { createDiscoveryLog, type Discovery } from './discoveryLog';

const denial = (code: string) => ({ code, figures: {} });

function log() {
  const batches: (readonly Discovery[])[] = [];
  const discoveries = createDiscoveryLog({ record: (batch) => batches.push(batch) });
  /** As the detector does it: figures are computed only where they are wanted. */
  function deny(pairKey: string, code: string, atMs: number): boolean {
    const wanted = discoveries.wants(pairKey, code, atMs);
    if (wanted) discoveries.add(pairKey, denial(code), atMs);
    return wanted;
  }
  return { batches, discoveries, deny };
}

describe('createDiscoveryLog', () => {
  it('writes one denial per pair and reason in a second, and counts those left out', () => {
    const { batches, discoveries, deny } = log();
    const written = [0, 1, 999, 1_000].map((atMs) => deny('a>b', 'EDGE_BELOW_MINIMUM', atMs));
    expect(written).toEqual([true, false, false, true]);
    discoveries.flush();
    expect(batches[0]?.map(({ atMs, suppressed }) => [atMs, suppressed])).toEqual([
      [0, 0],
      [1_000, 2],
    ]);
  });

  it('keeps pairs and reasons apart', () => {
    const { deny } = log();
    const written = [
      deny('a>b', 'EDGE_BELOW_MINIMUM', 0),
      deny('b>a', 'EDGE_BELOW_MINIMUM', 0),
      deny('a>b', 'STREAM_UNHEALTHY', 0),
      deny('a>b', 'STREAM_UNHEALTHY', 1),
    ];
    expect(written).toEqual([true, true, true, false]);
  });

  it('hands over a full batch by itself, and nothing where there is nothing', () => {
    const { batches, discoveries, deny } = log();
    discoveries.flush();
    for (let i = 0; i < 501; i++) deny(`pair ${i}`, 'EDGE_BELOW_MINIMUM', 0);
    expect(batches.map((batch) => batch.length)).toEqual([500]);
    discoveries.flush();
    expect(batches.map((batch) => batch.length)).toEqual([500, 1]);
  });
});
