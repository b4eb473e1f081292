/** A frame that waits for its successor goes out alone after this time. */
const SUCCESSOR_LIMIT_MS = 50;

/** Frames on their way to one socket, in order but for those that are held back on purpose. */
export interface FrameQueue {
  deliver(frame: string): void;
  /** Lets the next frame overtake this one. */
  holdForSuccessor(frame: string): void;
  /** TCP keeps the order: frames behind a delayed one wait as well. */
  delay(frame: string, ms: number): void;
  stop(): void;
}

export function createFrameQueue(write: (frame: string) => void): FrameQueue {
  const timers = new Set<NodeJS.Timeout>();
  const waiting: string[] = [];
  let delays = 0;
  let overtaken: string | undefined;

  function later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timers.add(timer);
  }

  function deliver(frame: string): void {
    if (delays > 0) waiting.push(frame);
    else write(frame);
    releaseOvertaken();
  }

  function releaseOvertaken(): void {
    if (overtaken === undefined) return;
    const frame = overtaken;
    overtaken = undefined;
    deliver(frame);
  }

  return {
    deliver,
    holdForSuccessor(frame) {
      releaseOvertaken();
      overtaken = frame;
      later(SUCCESSOR_LIMIT_MS, releaseOvertaken);
    },
    delay(frame, ms) {
      delays += 1;
      waiting.push(frame);
      later(ms, () => {
        delays -= 1;
        if (delays === 0) for (const held of waiting.splice(0)) write(held);
      });
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
