import { WebSocket } from 'ws';
import { z } from 'zod';
import { createEventLog } from '../contract/eventLog';

export const Frame = z.record(z.string(), z.unknown());
export type Frame = z.infer<typeof Frame>;

/** A bare client socket whose frames are JSON objects; unparsable ones are kept as `{ unparsable }`. */
export interface JsonSocket {
  send(command: unknown): void;
  /** The first frame that fits, past or future. */
  next(fits: (frame: Frame) => boolean): Promise<Frame>;
  readonly frames: readonly Frame[];
  readonly closed: Promise<void>;
  close(): void;
}

export async function openJsonSocket(url: string): Promise<JsonSocket> {
  const socket = new WebSocket(url);
  const log = createEventLog<Frame>();
  const frames: Frame[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      resolve();
    });
  });
  socket.on('message', (data: Buffer) => {
    const frame = parse(data.toString('utf8'));
    frames.push(frame);
    log.push(frame);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    send: (command) => {
      socket.send(JSON.stringify(command));
    },
    next: (fits) => log.next(fits),
    frames,
    closed,
    close: () => {
      socket.terminate();
    },
  };
}

function parse(text: string): Frame {
  try {
    return Frame.parse(JSON.parse(text));
  } catch {
    return { unparsable: text };
  }
}
