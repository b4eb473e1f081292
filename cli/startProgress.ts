import type { ProcessEvent } from '../runtime/processLife';
import { durationText } from './duration';

/** What a person wants to hear of the supervisor's work; `undefined` where an event says nothing new. */
export function progressLine(event: ProcessEvent): string | undefined {
  switch (event.kind) {
    case 'starting':
      return undefined;
    case 'adopted':
      return `  ${event.name} still runs from before (process ${event.pid})`;
    case 'ready':
      return `  ${event.name} is ready after ${durationText(event.tookMs)}`;
    case 'died':
      return `  ${event.name} died (${event.reason}): starting it again`;
    case 'restarted':
      return `  ${event.name} is back (process ${event.pid})`;
    case 'stopped':
      return `  ${event.name} stopped`;
  }
}
