import type { RequestClass } from '../simulatedVenue';
import { badParameter } from './bybitError';

/** Request parameters by name, as text. */
export type Parameters = ReadonlyMap<string, string>;

export interface BybitCall {
  readonly parameters: Parameters;
  /** Empty where the endpoint needs no signature. */
  readonly accountId: string;
  readonly apiKey: string;
}

/** One request type; REST and the trade socket share it. */
export interface BybitEndpoint {
  readonly security: 'public' | 'signed';
  readonly requestClass: RequestClass;
  /** Requests per second and account. */
  readonly perSecond: number;
  /** The `result` of the answer. @throws BybitError */
  handle(call: BybitCall): unknown;
}

/** By `METHOD /path`. */
export type BybitEndpoints = Readonly<Record<string, BybitEndpoint>>;

/** @throws BybitError 10001 */
export function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw badParameter(`${name} is required`);
  return value;
}

/** Whole number, `fallback` where it was not sent. @throws BybitError 10001 */
export function integer(parameters: Parameters, name: string, fallback: number): number {
  const value = parameters.get(name);
  if (value === undefined || value === '') return fallback;
  if (!/^\d{1,16}$/.test(value)) throw badParameter(`${name} must be a whole number`);
  return Number(value);
}

/** @throws BybitError 10001 for anything but spot */
export function requireSpot(parameters: Parameters): void {
  if (required(parameters, 'category') !== 'spot') throw badParameter('Illegal category');
}
