import { createVenueMeter, type VenueMeter } from './venueMeter';
import type { HttpOutcome } from './httpLane';
import type { ErrorMeaning, VenueReply } from './venueReply';

const START_MS = 1_700_000_000_000;
const writtenAtNs = 1n;
const answered: HttpOutcome = { kind: 'reply', status: 200, headers: new Map(), text: '', writtenAtNs };
const ok: VenueReply = { kind: 'ok', body: {}, writtenAtNs };
const refused = (meaning: ErrorMeaning): VenueReply => ({
  kind: 'refused',
  code: '1',
  text: '',
  meaning,
  retryAfterMs: undefined,
  writtenAtNs,
});

function after(count: (meter: VenueMeter) => void) {
  const meter = createVenueMeter(60_000);
  count(meter);
  return meter.read(START_MS);
}

describe('a venue meter', () => {
  it.each([
    ['an answer', ok, 0],
    ['a refusal for a reason of the venue', refused('final'), 0],
    ['an order that is not known', refused('notFound'), 0],
    ['a rate limit', refused('limited'), 1],
    ['an error that may have been executed', refused('unknown'), 1],
    ['silence', { kind: 'noAnswer', cause: 'no reply', writtenAtNs } satisfies VenueReply, 1],
  ])('counts %s as a request, and as an error where it is one', (_, reply, errors) => {
    expect(
      after((meter) => {
        meter.count(answered, reply, START_MS);
      }),
    ).toMatchObject({ requests: 1, errors });
  });

  it('counts a venue that cannot be reached, and not what we held back', () => {
    const notSent = (isWithdrawn: boolean) => ({ kind: 'notSent', cause: 'x', isWithdrawn }) as const;
    const reading = after((meter) => {
      meter.count(notSent(false), notSent(false), START_MS);
      meter.count(notSent(true), notSent(true), START_MS);
    });
    expect(reading).toMatchObject({ requests: 1, errors: 1 });
  });

  it('forgets what is older than a minute, and what stood in the same bucket a minute ago', () => {
    const meter = createVenueMeter(60_000);
    meter.count(answered, refused('limited'), START_MS);
    meter.count(answered, ok, START_MS + 59_000);
    expect(meter.read(START_MS + 59_000)).toMatchObject({ requests: 2, errors: 1 });
    expect(meter.read(START_MS + 60_000)).toMatchObject({ requests: 1, errors: 0 });
    meter.count(answered, ok, START_MS + 60_000);
    expect(meter.read(START_MS + 60_000)).toMatchObject({ requests: 2, errors: 0 });
  });

  it('tells the skew last measured', () => {
    expect(after(() => undefined).skewMs).toBeUndefined();
    expect(
      after((meter) => {
        meter.measuredSkew(-12.5);
      }).skewMs,
    ).toBe(-12.5);
  });
});
