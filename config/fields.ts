import { z } from 'zod';
import { asBps, asUsd } from '../domain/money';
import { Secret } from './secret';

/** Kinds of values that a configuration holds; each says in its error what it wants to see instead. */

const decimalPattern = /^\d+(\.\d+)?$/;

/** Decimal text; a whole number is exact too, and a shell can't quote. A fraction like 0.1 without quotes has lost its digits already. */
const decimal = (example: string) =>
  z
    .union([z.string(), z.int()], { error: `write a decimal in quotes, like ${example}` })
    .transform((value) => String(value))
    .refine((text) => decimalPattern.test(text), {
      error: `write a decimal without a unit, like ${example}`,
    });

export const bps = () => decimal("'5' (basis points)").transform((text) => asBps(text));
export const usd = () => decimal("'2000' (US dollars)").transform((text) => asUsd(text));
/** 0..1, or above where a limit is a multiple. */
export const fraction = (most = 1) =>
  decimal("'0.5' (a share)").refine((text) => Number(text) <= most, { error: `must not be above ${most}` });

export const durationMs = () =>
  z.int({ error: 'write whole milliseconds without a unit, like 500' }).min(0, 'must not be negative');
export const count = () => z.int({ error: 'write a whole number' }).min(0, 'must not be negative');
export const port = () => z.int({ error: 'write a port number' }).min(0).max(65_535);
export const atLeastOne = () => z.int({ error: 'write a whole number' }).min(1, 'must be at least 1');

/** Keys `<id>:<base64 of 32 bytes>`, as a list or as text with commas, spaces or lines between them; each id once. */
export const payloadKeys = () =>
  z
    .union([z.string(), z.array(z.string())], { error: 'write <id>:<base64 of 32 bytes>' })
    .transform((given) =>
      (typeof given === 'string' ? given.split(/[\s,]+/) : given).filter((key) => key !== ''),
    )
    .refine((keys) => keys.every((key) => /^[\w.-]+:[A-Za-z0-9+/]{43}=$/.test(key)), {
      error: 'write each key as <id>:<base64 of 32 bytes>; `openssl rand -base64 32` makes the second part',
    })
    .refine((keys) => new Set(keys.map((key) => key.split(':')[0])).size === keys.length, {
      error: 'give each key an id of its own: payloads name the key they need by it',
    })
    .transform((keys) => keys.map((key) => new Secret(key)));

export const secret = () => z.string().transform((text) => new Secret(text));

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** An address of this scheme family; plain text only to this machine. */
export const address = (secure: 'https' | 'wss', plain: 'http' | 'ws') =>
  z.string().superRefine((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url?.protocol === `${plain}:`;
    if (url?.protocol !== `${secure}:` && !isPlain)
      context.addIssue({ code: 'custom', message: `write an address like ${secure}://host` });
    else if (isPlain && !LOOPBACK.has(url.hostname))
      context.addIssue({
        code: 'custom',
        message: `${plain}:// is allowed to this machine only: use ${secure}://`,
      });
  });
