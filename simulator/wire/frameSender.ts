import type { WebSocket } from 'ws';
import type { SimFaults, StreamFault } from '../simulatedVenue';
import { createFrameQueue, type FrameQueue } from './frameQueue';

/** Sends the frames of one socket and makes them suffer the planted stream faults. */
export interface FrameSender {
  /** `sequenced` frames carry a number that a client checks: only they can show a planted sequence gap. */
  send(frame: string, sequenced: boolean): void;
  /** Answers to commands: never faulted. */
  answer(frame: string): void;
  stop(): void;
}

export function createFrameSender(
  socket: WebSocket,
  faults: SimFaults,
  stream: 'public' | 'private',
): FrameSender {
  const write = (frame: string): void => {
    if (socket.readyState === socket.OPEN) socket.send(frame);
  };
  const queue = createFrameQueue(write);
  let mutedUntilMs = 0;
  let gapOwed = false;

  return {
    answer: write,
    stop: () => {
      queue.stop();
    },
    send(frame, sequenced) {
      // Frames of a silent time are lost, the socket stays open.
      if (mutedUntilMs > 0 && Date.now() < mutedUntilMs) return;
      const fault = faults.onFrame(stream);
      if (fault?.kind === 'silent') mutedUntilMs = Date.now() + fault.ms;
      if (fault?.kind === 'sequenceGap') gapOwed = true;
      if (gapOwed && sequenced) gapOwed = false;
      else if (fault === undefined) queue.deliver(frame);
      else suffer(fault, frame, { socket, queue, write });
    },
  };
}

interface Way {
  readonly socket: WebSocket;
  readonly queue: FrameQueue;
  readonly write: (frame: string) => void;
}

function suffer(fault: StreamFault, frame: string, { socket, queue, write }: Way): void {
  switch (fault.kind) {
    case 'disconnect':
      socket.terminate();
      return;
    case 'silent':
      return;
    case 'sequenceGap': // waits for the next frame that carries a number
      queue.deliver(frame);
      return;
    case 'garbage':
      write('{"garbage":');
      return;
    case 'duplicateEvents':
      queue.deliver(frame);
      queue.deliver(frame);
      return;
    case 'reorderEvents':
      queue.holdForSuccessor(frame);
      return;
    case 'delayEvents':
      queue.delay(frame, fault.ms);
      return;
  }
}
