import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ensureSchedules, type WantedSchedule } from '../../workers/ensureSchedules';
import { startTemporalServer } from './temporalServer';

jest.setTimeout(60_000);

const DAY_MS = 24 * 3_600_000;

let env: TestWorkflowEnvironment;

beforeAll(async () => {
  env = await startTemporalServer();
});
afterAll(async () => {
  await env.teardown();
});

const schedules = () => env.client.schedule;

const wanted = (changes: Partial<WantedSchedule> = {}): WantedSchedule => ({
  id: `schedule-${randomUUID()}`,
  workflow: 'anything',
  args: [1],
  times: { kind: 'calendar', calendars: [{ hour: 0, minute: 5 }] },
  timeZone: 'Europe/Berlin',
  overlap: 'BUFFER_ONE',
  catchupWindowMs: 7 * DAY_MS,
  summary: 'books the day',
  ...changes,
});

describe('schedules at the start of operations', () => {
  it('are created once and left alone at the next start', async () => {
    const daily = wanted();
    const each = wanted({ times: { kind: 'interval', everyMs: 60_000, offsetMs: 10_000 }, overlap: 'SKIP' });

    expect(await ensureSchedules(schedules(), [daily, each])).toEqual(['created', 'created']);
    const before = await schedules().getHandle(daily.id).describe();
    expect(await ensureSchedules(schedules(), [daily, each])).toEqual(['unchanged', 'unchanged']);

    const after = await schedules().getHandle(daily.id).describe();
    expect(after.info.lastUpdatedAt).toEqual(before.info.lastUpdatedAt);
    expect(after).toMatchObject({
      spec: { timezone: 'Europe/Berlin', calendars: [{ hour: [{ start: 0 }], minute: [{ start: 5 }] }] },
      action: {
        workflowType: 'anything',
        args: [1],
        taskQueue: 'operations',
        staticSummary: 'books the day',
      },
      policies: { overlap: 'BUFFER_ONE', catchupWindow: 7 * DAY_MS },
    });
    expect(await schedules().getHandle(each.id).describe()).toMatchObject({
      spec: { intervals: [{ every: 60_000, offset: 10_000 }] },
      policies: { overlap: 'SKIP' },
    });
  });

  it('are updated where the code wants something else, and stay paused where somebody paused them', async () => {
    const daily = wanted();
    await ensureSchedules(schedules(), [daily]);
    await schedules().getHandle(daily.id).pause('not tonight');

    const moved = { ...daily, timeZone: 'Asia/Tokyo', args: [2] };
    expect(await ensureSchedules(schedules(), [moved])).toEqual(['updated']);
    expect(await ensureSchedules(schedules(), [moved])).toEqual(['unchanged']);
    expect(await schedules().getHandle(daily.id).describe()).toMatchObject({
      spec: { timezone: 'Asia/Tokyo' },
      action: { args: [2] },
      state: { paused: true, note: 'not tonight' },
    });
  });

  it('are created by one of two processes that start together', async () => {
    const daily = wanted();
    const both = await Promise.all([
      ensureSchedules(schedules(), [daily]),
      ensureSchedules(schedules(), [daily]),
    ]);

    expect(both.flat().sort()).toEqual(['created', 'unchanged']);
  });
});
