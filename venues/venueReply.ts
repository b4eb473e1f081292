import type { z } from 'zod';
import type { VenueId } from '../domain/instrument';
import { VenueReadError, type Rejection } from './orderGateway';

/** A venue's answer to one REST request, read as far as its error code. */
export type VenueReply =
  | { readonly kind: 'ok'; readonly body: unknown; readonly writtenAtNs: bigint }
  /** The venue's own error. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly text: string;
      readonly meaning: ErrorMeaning;
      readonly retryAfterMs: number | undefined;
      readonly writtenAtNs: bigint;
    }
  | { readonly kind: 'noAnswer'; readonly cause: string; readonly writtenAtNs: bigint }
  | { readonly kind: 'notSent'; readonly cause: string };

/**
 * What a venue's error code means for the request: `final` and `retry` = it was certainly refused; `limited` = refused, and we must be
 * silent for a while; `lookUp` = the id is known already; `notFound`; `unknown` = it may have been executed.
 */
export type ErrorMeaning = 'final' | 'retry' | 'limited' | 'lookUp' | 'notFound' | 'unknown';

/** The JSON value in `text`, or `undefined` where it is none. */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** The body of an `ok` reply in `schema`'s shape. @throws VenueReadError for every other reply and shape. */
export function bodyOf<Schema extends z.ZodType>(
  reply: VenueReply,
  schema: Schema,
  asked: { readonly venue: VenueId; readonly request: string },
): z.output<Schema> {
  if (reply.kind !== 'ok')
    throw new VenueReadError(asked.venue, asked.request, {
      detail: failureText(reply),
      isRefusal: reply.kind === 'refused',
    });
  const parsed = schema.safeParse(reply.body);
  if (parsed.success) return parsed.data;
  throw new VenueReadError(asked.venue, asked.request, { detail: 'unexpected body', cause: parsed.error });
}

/** One line on why there is no body. */
export function failureText(reply: Exclude<VenueReply, { kind: 'ok' }>): string {
  return reply.kind === 'refused' ? `${reply.code} ${reply.text}` : reply.cause;
}

/** What to tell the caller of an order that the venue refused; `undefined` where the refusal does not prove that no order exists. */
export function rejectionOf(reply: Extract<VenueReply, { kind: 'refused' }>): Rejection | undefined {
  const { code: venueCode, text, retryAfterMs } = reply;
  switch (reply.meaning) {
    case 'final':
    case 'notFound':
      return { class: 'final', venueCode, text, retryAfterMs };
    case 'retry':
    case 'limited':
      return { class: 'retry', venueCode, text, retryAfterMs };
    case 'lookUp':
    case 'unknown':
      return undefined;
  }
}
