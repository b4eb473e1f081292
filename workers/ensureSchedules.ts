import {
  ScheduleAlreadyRunning,
  type CalendarSpec,
  type IntervalSpec,
  type ScheduleClient,
  type ScheduleDescription,
  type ScheduleOptions,
} from '@temporalio/client';
import { TASK_QUEUES } from './taskQueues';

/** When a schedule starts its workflow: at times of a calendar, or each so often. */
export type ScheduleTimes =
  | { readonly kind: 'calendar'; readonly calendars: readonly CalendarSpec[] }
  | { readonly kind: 'interval'; readonly everyMs: number; readonly offsetMs?: number };

/** A schedule as the code wants it. */
export interface WantedSchedule {
  /** Also the beginning of the ids of the workflows it starts; the server appends the time. */
  readonly id: string;
  /** Workflow type. */
  readonly workflow: string;
  readonly args: readonly unknown[];
  readonly times: ScheduleTimes;
  /** IANA name of the zone that calendar times are read in. */
  readonly timeZone: string;
  /** What happens when a run is due while the last one still runs. */
  readonly overlap: 'SKIP' | 'BUFFER_ONE';
  /** Runs that were missed while the server was away are made up for when they are younger than this. */
  readonly catchupWindowMs: number;
  /** One line for the Web UI. */
  readonly summary: string;
  /** Only tests give another queue than `operations`. */
  readonly taskQueue?: string;
}

export type EnsuredSchedule = 'created' | 'updated' | 'unchanged';

/**
 * Creates what is missing and updates what differs, so that it can run at every start and in several processes at once. Returns what was
 * done to each, in order. A schedule that somebody has paused stays paused.
 */
export async function ensureSchedules(
  client: ScheduleClient,
  wanted: readonly WantedSchedule[],
): Promise<EnsuredSchedule[]> {
  const done: EnsuredSchedule[] = [];
  for (const schedule of wanted) done.push(await ensureSchedule(client, schedule));
  return done;
}

async function ensureSchedule(client: ScheduleClient, wanted: WantedSchedule): Promise<EnsuredSchedule> {
  const options = optionsOf(wanted);
  try {
    await client.create(options);
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  const handle = client.getHandle(wanted.id);
  // an update drops the runs that were due before it and not yet made up for, so one that changes nothing is not sent
  if (definitionIn(await handle.describe()) === definitionOf(wanted)) return 'unchanged';
  await handle.update(({ state }) => ({ ...options, state }));
  return 'updated';
}

function optionsOf(wanted: WantedSchedule): ScheduleOptions {
  return {
    scheduleId: wanted.id,
    spec: { ...timesOf(wanted.times), timezone: wanted.timeZone },
    action: {
      type: 'startWorkflow',
      workflowType: wanted.workflow,
      workflowId: wanted.id,
      args: [...wanted.args],
      taskQueue: wanted.taskQueue ?? TASK_QUEUES.operations,
      staticSummary: wanted.summary,
      memo: { [DEFINITION]: definitionOf(wanted) },
    },
    policies: { overlap: wanted.overlap, catchupWindow: wanted.catchupWindowMs },
    state: { note: wanted.summary },
  };
}

function timesOf(times: ScheduleTimes): { calendars: CalendarSpec[] } | { intervals: IntervalSpec[] } {
  switch (times.kind) {
    case 'calendar':
      return { calendars: [...times.calendars] };
    case 'interval':
      return { intervals: [{ every: times.everyMs, offset: times.offsetMs ?? 0 }] };
  }
}

/** The server gives a specification back in a form of its own; what the code wanted is kept beside it, to be compared. */
const DEFINITION = 'definition';

const definitionOf = (wanted: WantedSchedule): string => JSON.stringify(wanted);

const definitionIn = ({ action }: ScheduleDescription): unknown => action.memo?.[DEFINITION];
