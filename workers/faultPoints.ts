import { connect, type Socket } from 'node:net';
import type { FaultPlace, FaultPoint } from '../execution/stepDeps';

/** False in a production build, which has another module in this place (`scripts/withoutFaultPoints.mjs`). */
export const HAS_FAULT_POINTS: boolean = true;

/** How long a test may hold the process at a point. */
const HOLD_MS = 50;

type Announce = (point: FaultPoint, place: FaultPlace) => Promise<void>;

/**
 * Announces the points at which a crash test may kill this process, on the test's socket, and waits a moment for the kill. Without a
 * socket it is an empty function; a production build holds none of this.
 */
export function createFaultPoint(socketPath: string | undefined): Announce {
  if (socketPath === undefined || socketPath === '') return () => Promise.resolve();
  const socket = connect(socketPath);
  socket.setMaxListeners(0); // one for each place that is waited at
  socket.on('error', () => undefined); // the test has ended: go on without it
  return (point, { step, tradeId, leg }) => announce(socket, `${point} ${step} ${tradeId} ${leg ?? ''}\n`);
}

/** Writes the line and waits for the test's answer, 50 ms at most. */
function announce(socket: Socket, line: string): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      socket.off('data', end);
      resolve();
    };
    const timer = setTimeout(end, HOLD_MS);
    socket.once('data', end);
    socket.write(line);
  });
}
