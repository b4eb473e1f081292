import type { Incident, IncidentEvent } from '../../domain/incident';
import { incidentsTable, incidentText } from './incidentText';
import { postMortemText } from './postMortem';

const OPENED_AT_MS = Date.UTC(2026, 10, 25, 4, 0, 0);

const incident = (changes: Partial<Incident> = {}): Incident => ({
  id: 7,
  kind: 'NEEDS_OPERATOR',
  severity: 'critical',
  tradeId: 'spread/a>b/0/1',
  venue: undefined,
  state: { kind: 'open' },
  owner: undefined,
  seenBy: 'journal',
  occurrences: 3,
  openedAtMs: OPENED_AT_MS,
  lastSeenAtMs: OPENED_AT_MS + 60_000,
  details: { pnlUsd: '-1.2' },
  ...changes,
});

const opened: IncidentEvent = {
  kind: 'opened',
  atMs: OPENED_AT_MS,
  who: 'journal',
  note: 'critical',
  details: { pnlUsd: '-1.2', legs: 2 },
};
const closed = incident({
  owner: 'ada',
  state: {
    kind: 'closed',
    by: 'ada',
    atMs: OPENED_AT_MS + 3_600_000,
    resolution: 'sold by hand',
    cause: 'halt',
  },
});

describe('the list of incidents', () => {
  it('tells of each what it is about, how often it was seen and who has it', () => {
    const taken = incident({
      id: 8,
      tradeId: undefined,
      venue: 'bybit',
      owner: 'bob',
      occurrences: 1,
      state: { kind: 'acknowledged', by: 'ada', atMs: OPENED_AT_MS },
    });
    const [, first, second] = incidentsTable([incident(), taken], false).split('\n');

    expect(first).toMatch(
      /^7 +2026-11-25 04:00:00\.000 +critical +NEEDS_OPERATOR +trade spread\/a>b\/0\/1 +3 times +open$/,
    );
    expect(second).toMatch(/ venue bybit +once +acknowledged by bob$/);
  });
});

describe('one incident', () => {
  it('is shown with owner, time line, cause and end', () => {
    const text = incidentText(closed, [opened], false);

    expect(text).toContain('Incident 7: critical NEEDS_OPERATOR, closed by ada');
    expect(text).toContain('owner   ada');
    expect(text).toContain('cause   halt');
    expect(text).toContain('end     sold by hand');
    expect(text).toContain('pnlUsd=-1.2 legs=2');
  });
});

describe('a post-mortem', () => {
  it('is filled from the incident and the snapshot, and leaves the rest to people', () => {
    const text = postMortemText({
      incident: closed,
      events: [opened],
      snapshot: {
        id: 31,
        atMs: OPENED_AT_MS + 1_000,
        reason: 'drill',
        openTrades: [{ tradeId: 'spread/c>d/0/9', state: 'hedging' }],
        openOrders: [{ clientOrderId: 'HFx', venue: 'bybit', state: 'open', qty: '0.3', filledQty: '0.1' }],
        balances: [
          { mode: 'simulator', venue: 'bybit', asset: 'BTC', balance: '0.123456789012345678', reserved: '0' },
        ],
      },
    });

    expect(text).toContain('- 2026-11-25 04:00:00.000 opened by journal: critical pnlUsd=-1.2 legs=2');
    expect(text).toContain('Snapshot 31 of 2026-11-25 04:00:01.000, after the incident opened: drill');
    expect(text).toContain('- spread/c>d/0/9 hedging');
    expect(text).toContain('- bybit HFx open, 0.1 of 0.3 filled');
    expect(text).toContain('| simulator | bybit | BTC | 0.123456789012345678 | 0 |');
    expect(text).toContain('## Cause\nhalt');
    expect(text).toContain('## Resolution\nsold by hand');
    expect(text).toContain('## Actions');
  });

  it('says so where no state was saved and nothing is closed', () => {
    const text = postMortemText({ incident: incident(), events: [], snapshot: undefined });

    expect(text).toContain('No state snapshot was saved.');
    expect(text).toContain('## Cause\n_to be written_');
    expect(text).toContain('The incident is not closed.');
  });
});
