import type { BookTrust, FrameTime } from '../venues/marketFeed';

export interface StreamHealthReport {
  readonly trusted: boolean;
  readonly lastMessageAtMs: number;
  readonly gaps: number;
  readonly disconnects: number;
  /** Our receive time minus the venue's time of the last message that had one. */
  readonly clockSkewMs: number;
  readonly messages: number;
}

interface Stream {
  trusted: boolean;
  lastMessageAtMs: number;
  gaps: number;
  disconnects: number;
  clockSkewMs: number;
  messages: number;
}

export type UnhealthyReason = 'untrusted' | 'stale' | 'clockSkew';

/** Health gate per stream: starts untrusted, trusted once synced, stale after silence; no opportunity comes from an unhealthy one. */
export interface StreamHealth {
  onTrust(index: number, trust: BookTrust): void;
  onMessage(index: number, time: FrameTime): void;
  /** `undefined` = healthy. */
  unhealthy(index: number, nowMs: number): UnhealthyReason | undefined;
  /** Our receive time of the newest message, which the book stands for, changed or not; 0 before the first. */
  lastMessageAtMs(index: number): number;
  reports(): StreamHealthReport[];
}

export interface HealthLimits {
  readonly stalenessMs: number;
  /** Clocks further apart than this make exchange times, and so the feed, implausible. */
  readonly maxClockSkewMs: number;
}

export function createStreamHealth(streamCount: number, limits: HealthLimits): StreamHealth {
  const streams = Array.from({ length: streamCount }, (): Stream => ({
    trusted: false,
    lastMessageAtMs: 0,
    gaps: 0,
    disconnects: 0,
    clockSkewMs: 0,
    messages: 0,
  }));
  return {
    onTrust(index, trust) {
      const stream = streams[index];
      if (stream === undefined) return;
      stream.trusted = trust.kind === 'synced';
      if (trust.kind === 'synced') return;
      if (trust.reason === 'gap') stream.gaps++;
      if (trust.reason === 'disconnected' || trust.reason === 'silent') stream.disconnects++;
    },
    onMessage(index, time) {
      const stream = streams[index];
      if (stream === undefined) return;
      stream.lastMessageAtMs = time.receivedAtMs;
      stream.messages++;
      if (time.exchangeTimeMs > 0) stream.clockSkewMs = time.receivedAtMs - time.exchangeTimeMs;
    },
    unhealthy(index, nowMs) {
      const stream = streams[index];
      if (stream?.trusted !== true) return 'untrusted';
      if (nowMs - stream.lastMessageAtMs > limits.stalenessMs) return 'stale';
      return Math.abs(stream.clockSkewMs) > limits.maxClockSkewMs ? 'clockSkew' : undefined;
    },
    lastMessageAtMs: (index) => streams[index]?.lastMessageAtMs ?? 0,
    reports: () => streams.map((stream) => ({ ...stream })),
  };
}
