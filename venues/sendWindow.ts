import type { Clock } from '../runtime/clock';
import type { SendDeadline } from './orderGateway';

/** Milliseconds in which an order may still leave, on the stricter of both clocks; zero or less = too late. */
export function leftMs(deadline: SendDeadline, clock: Clock): number {
  const wall = deadline.wallMs - clock.nowMs();
  const monotonic = Number(deadline.monotonicNs - clock.monotonicNs()) / 1e6;
  return Math.min(wall, monotonic);
}

/** Why an order may not leave any more; `undefined` while it may. */
export const lateness = (deadline: SendDeadline, clock: Clock): string | undefined =>
  leftMs(deadline, clock) > 0 ? undefined : 'send deadline passed';

/** The window that goes to the venue: the time left, at least what the venue accepts. Whole ms. */
export function windowMs(deadline: SendDeadline, clock: Clock, windowMinMs: number): number {
  return Math.max(Math.ceil(leftMs(deadline, clock)), windowMinMs);
}
