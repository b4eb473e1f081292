import type { WebSocket } from 'ws';
import type { SimFaults, StreamFault } from '../simulatedVenue';

/** A held-back frame goes out alone when no successor overtakes it. */
const REORDER_LIMIT_MS = 50;

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
  const timers = new Set<NodeJS.Timeout>();
  const waiting: string[] = [];
  let mutedUntilMs = 0;
  let delaying = false;
  let gapOwed = false;
  let overtaken: string | undefined;

  function write(frame: string): void {
    if (socket.readyState === socket.OPEN) socket.send(frame);
  }

  function later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timers.add(timer);
  }

  function deliver(frame: string): void {
    if (delaying) {
      waiting.push(frame);
      return;
    }
    write(frame);
    releaseOvertaken();
  }

  function releaseOvertaken(): void {
    if (overtaken === undefined) return;
    const frame = overtaken;
    overtaken = undefined;
    write(frame);
  }

  /** TCP keeps the order: frames behind a delayed one wait as well. */
  function delay(frame: string, ms: number): void {
    delaying = true;
    waiting.push(frame);
    later(ms, () => {
      delaying = false;
      for (const held of waiting.splice(0)) write(held);
    });
  }

  function suffer(fault: StreamFault, frame: string): void {
    switch (fault.kind) {
      case 'disconnect':
        socket.terminate();
        return;
      case 'silent': // frames of that time are lost, the socket stays open
        mutedUntilMs = Date.now() + fault.ms;
        return;
      case 'sequenceGap':
        gapOwed = true;
        return;
      case 'garbage':
        write('{"garbage":');
        return;
      case 'duplicateEvents':
        deliver(frame);
        deliver(frame);
        return;
      case 'reorderEvents':
        overtaken = frame;
        later(REORDER_LIMIT_MS, releaseOvertaken);
        return;
      case 'delayEvents':
        delay(frame, fault.ms);
        return;
    }
  }

  return {
    answer: write,
    send(frame, sequenced) {
      if (mutedUntilMs > 0 && Date.now() < mutedUntilMs) return;
      const fault = faults.onFrame(stream);
      if (fault !== undefined) suffer(fault, frame);
      if (gapOwed && sequenced) {
        gapOwed = false;
        return;
      }
      if (fault === undefined || fault.kind === 'sequenceGap') deliver(frame);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
