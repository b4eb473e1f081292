import { createEpisodes } from './episodes';

describe('createEpisodes', () => {
  it('takes repeats of a standing opportunity as updates of one episode', () => {
    const episodes = createEpisodes();
    const first = episodes.see('a>b', 6, 1_000);
    episodes.see('a>b', 9, 1_100);
    episodes.seeAgain('a>b', 1_200);
    const last = episodes.see('a>b', 7, 1_300);
    expect(first.updates).toBe(1);
    expect(last).toEqual({
      id: first.id,
      pairKey: 'a>b',
      firstSeenMs: 1_000,
      lastSeenMs: 1_300,
      bestNetBps: 9,
      updates: 4,
    });
  });

  it('begins a new one after the end, and hands out the ended one once', () => {
    const episodes = createEpisodes();
    const first = episodes.see('a>b', 6, 1_000);
    episodes.end('a>b');
    expect(episodes.see('a>b', 6, 2_000).id).not.toBe(first.id);
    expect(episodes.takeEnded()).toMatchObject([{ id: first.id, lastSeenMs: 1_000 }]);
    expect(episodes.takeEnded()).toEqual([]);
  });

  it('keeps pairs apart, and knows nothing of one that never stood', () => {
    const episodes = createEpisodes();
    episodes.see('a>b', 6, 1_000);
    episodes.seeAgain('b>a', 1_100);
    episodes.end('b>a');
    expect(episodes.takeEnded()).toEqual([]);
    expect(episodes.see('a>b', 6, 1_200).updates).toBe(2);
  });

  it('does not grow without bound where nobody asks for the ended ones', () => {
    const episodes = createEpisodes();
    for (let i = 0; i < 1_000; i++) {
      episodes.see(`pair ${i}`, 6, i);
      episodes.end(`pair ${i}`);
    }
    expect(episodes.takeEnded()).toHaveLength(200);
  });
});
