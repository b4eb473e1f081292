import { healthExitCode, healthText, heartbeatHealth } from './healthReport';

describe('heartbeatHealth', () => {
  it('is up while beats are fresh, one missed beat included', () => {
    expect(heartbeatHealth('trader', 10_500).kind).toBe('up');
  });

  it('is down when two beats are missed, or none ever came', () => {
    expect(heartbeatHealth('trader', 12_500)).toMatchObject({
      kind: 'down',
      detail: 'last heartbeat 12.5 s ago',
    });
    expect(heartbeatHealth('trader', undefined).kind).toBe('down');
  });
});

describe('health', () => {
  const up = heartbeatHealth('operations', 0);
  const down = heartbeatHealth('trader', undefined);

  it('says what to do beside what is down, and only there', () => {
    const [, operations, trader] = healthText([up, down], false).split('\n');
    expect(operations).not.toContain('log file');
    expect(trader).toContain('log file');
  });

  it('exits 3 when a part is down, 0 on mere warnings', () => {
    expect(healthExitCode([up, down])).toBe(3);
    expect(healthExitCode([up, { part: 'redis', kind: 'warning', detail: 'away', remedy: 'start it' }])).toBe(
      0,
    );
  });
});
