import { BinanceError, illegal, missing } from './binanceError';

/** Request parameters by name, decoded; query and body together. */
export type Parameters = ReadonlyMap<string, string>;

const DECIMAL = /^\d{1,20}(\.\d*)?$/;
/** Every asset of the simulated venue has this precision. */
const ASSET_DECIMALS = 8;

/** @throws BinanceError -1102 */
export function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

/** Positive decimal text, `undefined` where it was not sent. @throws BinanceError -1100, -1111 */
export function decimal(parameters: Parameters, name: string): string | undefined {
  const value = parameters.get(name);
  if (value === undefined || value === '') return undefined;
  if (!DECIMAL.test(value)) throw illegal(name, '^([0-9]{1,20})(\\.[0-9]{1,20})?$');
  const decimals = value.includes('.') ? value.replace(/0+$/, '').length - value.indexOf('.') - 1 : 0;
  if (decimals > ASSET_DECIMALS) throw new BinanceError(-1111, `Parameter '${name}' has too much precision.`);
  return value.endsWith('.') ? value.slice(0, -1) : value;
}

/** Whole number, `fallback` where it was not sent. @throws BinanceError -1100 */
export function integer<T extends number | undefined>(
  parameters: Parameters,
  name: string,
  fallback: T,
): number | T {
  const value = parameters.get(name);
  if (value === undefined || value === '') return fallback;
  if (!/^\d{1,16}$/.test(value)) throw illegal(name, '^[0-9]{1,20}$');
  return Number(value);
}
