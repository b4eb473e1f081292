import type { RequestFault } from '../simulatedVenue';

export interface WireReply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The venue's own words for what a planted fault makes it say. */
export interface FaultReplies {
  unavailable(): WireReply;
  rateLimited(retryAfterMs: number): WireReply;
  rejected(): WireReply;
}

/**
 * Answers one request while it suffers `fault`; `undefined` = the connection breaks without an answer.
 * `handle` is called at most once: a request that is refused before acceptance never reaches the matching core.
 */
export async function answerUnderFault(
  fault: RequestFault,
  handle: () => WireReply,
  replies: FaultReplies,
): Promise<WireReply | undefined> {
  switch (fault.kind) {
    case 'dropReplyAfterAccept':
      handle();
      return undefined;
    case 'error5xxBefore':
      return replies.unavailable();
    case 'error5xxAfter':
      handle();
      return replies.unavailable();
    case 'reject':
      return replies.rejected();
    case 'rateLimit429':
      return replies.rateLimited(fault.retryAfterMs);
    case 'delayReply': {
      const reply = handle();
      await passed(fault.ms);
      return reply;
    }
    case 'delayArrival': // the wait is in front of every check, so that the receive window ends the request
      await passed(fault.ms);
      return handle();
    case 'garbageReply':
      handle();
      return { status: 200, body: '<html>upstream', headers: { 'content-type': 'text/html' } };
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
