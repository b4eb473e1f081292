import { createHash } from 'node:crypto';
import type { Mode } from '../domain/mode';
import type { TradeId } from '../domain/tradePlan';
import type { IntentRole, StepName } from './journal';

/** Everything that makes an order ours and this one; the same parts give the same id in every process, for ever. */
export interface OrderIdentity {
  readonly installationId: string;
  readonly mode: Mode;
  readonly tradeId: TradeId;
  readonly leg: number;
  readonly step: StepName;
  readonly attempt: number;
  readonly role: IntentRole;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 18;

/**
 * The order's name at the venue: 18 characters of lower-case base32 over a SHA-256 of its identity, a letter first, which every venue
 * with free-text ids accepts. 89 random bits: two of a million orders meet with a probability below 1e-14.
 */
export function clientOrderIdOf(identity: OrderIdentity): string {
  const { installationId, mode, tradeId, leg, step, attempt, role } = identity;
  const digest = createHash('sha256')
    .update(JSON.stringify([installationId, mode, tradeId, leg, step, attempt, role]))
    .digest();
  const first = ALPHABET.charAt((digest[31] ?? 0) % 26);
  return first + base32(digest).slice(0, LENGTH - 1);
}

function base32(bytes: Buffer): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET.charAt((value >>> (bits - 5)) & 31);
  }
  return text;
}
