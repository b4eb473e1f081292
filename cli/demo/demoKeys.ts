import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const keyPair = z.object({ apiKey: z.string().min(1), apiSecret: z.string().min(1) });
const keysOfVenue = z.object({ trader: keyPair, guard: keyPair });
const demoKeys = z.record(z.string(), keysOfVenue);

export type KeyPair = z.infer<typeof keyPair>;
/** Keys at the simulated venues: trader and guard have keys of their own on one account. */
export type VenueKeys = z.infer<typeof keysOfVenue>;

const FILE = 'keys.json';

/** The keys of this data folder, made once: the simulated accounts of earlier runs answer to them. */
export function demoKeysOf(stackFolder: string, venues: readonly string[]): ReadonlyMap<string, VenueKeys> {
  const file = join(stackFolder, FILE);
  const known = readKeys(file);
  const all = Object.fromEntries(
    venues.map((venue) => [venue, known[venue] ?? { trader: newKeyPair(), guard: newKeyPair() }]),
  );
  mkdirSync(stackFolder, { recursive: true });
  writeFileSync(file, JSON.stringify({ ...known, ...all }), { mode: 0o600 });
  return new Map(Object.entries(all));
}

/** The keys that this data folder has, for those who only look. */
export const knownDemoKeys = (stackFolder: string): ReadonlyMap<string, VenueKeys> =>
  new Map(Object.entries(readKeys(join(stackFolder, FILE))));

function readKeys(file: string): z.infer<typeof demoKeys> {
  try {
    return demoKeys.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {}; // first start, or unreadable: new keys are made
  }
}

/** The prefix keeps a key text everywhere: all digits would be read as a number. */
const newKeyPair = (): KeyPair => ({
  apiKey: `k${randomBytes(16).toString('hex')}`,
  apiSecret: `s${randomBytes(32).toString('hex')}`,
});
