import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec, parsePayloadKey } from './payloadCodec';

/**
 * How every Temporal client and worker of ours writes and reads payloads: encrypted with the first of `payloadKeys`
 * (`<id>:<base64>`, see temporal.payloadKeys), in the clear where there is none.
 */
export function temporalConverter(payloadKeys: readonly string[]): DataConverter {
  const payloadCodecs = [createPayloadCodec(payloadKeys.map(parsePayloadKey))];
  if (payloadKeys.length === 0) return { payloadCodecs };
  return { payloadCodecs, failureConverterPath: require.resolve('./encodedFailures') };
}
