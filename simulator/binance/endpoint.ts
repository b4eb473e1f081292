import type { RequestClass } from '../simulatedVenue';
import type { Parameters } from './parameters';

export interface BinanceCall {
  readonly parameters: Parameters;
  /** Empty where the endpoint needs no signature. */
  readonly accountId: string;
  readonly apiKey: string;
}

/** One request type; the WebSocket API and REST share it. */
export interface BinanceEndpoint {
  readonly security: 'public' | 'signed';
  readonly requestClass: RequestClass;
  readonly weight: number | ((parameters: Parameters) => number);
  /** Counts against the order limit of ten seconds. */
  readonly placesOrder?: true;
  /** The JSON of the answer. @throws BinanceError */
  handle(call: BinanceCall): unknown;
}

/** By `METHOD /path`. */
export type BinanceEndpoints = Readonly<Record<string, BinanceEndpoint>>;
