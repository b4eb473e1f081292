import type { ShutdownRequest } from '../domain/lifecycle/emergencyShutdown';
import type { FollowUp } from '../storage/breakers';
import { createBreakerFollowUps } from './breakerFollowUps';

const FOLLOW_UP: FollowUp = {
  name: 'drawdown',
  scope: 'global',
  key: '',
  revision: 1,
  value: '5001',
  threshold: '5000',
  kind: 'emergency-shutdown',
  shutdownId: '7',
};

describe('the follow-up of a tripped breaker', () => {
  it('carries the shutdown of the trip through and asks for no other', async () => {
    const started: ShutdownRequest[] = [];
    const done: FollowUp[] = [];
    await createBreakerFollowUps({
      mode: 'simulator',
      breakers: {
        followUps: () => Promise.resolve([FOLLOW_UP]),
        followUpDone: (_mode, followUp) => {
          done.push(followUp);
          return Promise.resolve();
        },
      },
      startShutdown: (request) => {
        started.push(request);
        return Promise.resolve();
      },
      openTrades: () => Promise.resolve([]),
      signal: () => Promise.resolve('signalled'),
    })();

    expect(started).toMatchObject([{ requestedBy: 'breaker:drawdown', flatten: true, requestId: '7' }]);
    expect(done).toEqual([FOLLOW_UP]);
  });
});
