import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { z } from 'zod';

/** Keys of one account at one venue. */
export interface VaultSecrets {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface VaultEntryName {
  readonly venue: string;
  readonly account: string;
}

/** What may be shown of an entry. */
export interface VaultEntryInfo extends VaultEntryName {
  /** ISO time at which it was stored last. */
  readonly setAt: string;
}

/** The passphrase is wrong, or the file was changed by something else than Holdfast. */
export class VaultLockedError extends Error {
  override readonly name = 'VaultLockedError';
}

/** Keys at rest: every change gives a new text to write, nothing is written here. Nothing of it prints a secret. */
export interface Vault {
  list(): VaultEntryInfo[];
  secretsOf(entry: VaultEntryName): VaultSecrets | undefined;
  set(entry: VaultEntryName, secrets: VaultSecrets, nowMs: number): void;
  /** False where there is no such entry. */
  remove(entry: VaultEntryName): boolean;
  /** Seals everything anew under another passphrase and salt. */
  rotate(passphrase: string): void;
  /** As it belongs into the file. */
  toText(): string;
}

const VERSION = 1;
/** 2^17 rounds take 0.3 s and 128 MiB; Node's own bound for memory is 32 MiB and would throw. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 } as const;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Sealed under a name that no entry can have: tells a wrong passphrase also where the vault is empty. */
const CHECK: VaultEntryName = { venue: '', account: '' };

const base64 = z.base64();
const fileSchema = z.strictObject({
  version: z.literal(VERSION),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    n: z.literal(SCRYPT.N),
    r: z.literal(SCRYPT.r),
    p: z.literal(SCRYPT.p),
    salt: base64,
  }),
  check: base64,
  entries: z.array(
    z.strictObject({ venue: z.string(), account: z.string(), setAt: z.string(), sealed: base64 }),
  ),
});
const secretsSchema = z.strictObject({ apiKey: z.string().min(1), apiSecret: z.string().min(1) });

type StoredEntry = VaultEntryInfo & { readonly secrets: VaultSecrets };

/** An empty vault under this passphrase. */
export function createVault(passphrase: string): Vault {
  return vaultOf([], passphrase);
}

/** @throws VaultLockedError; the passphrase is never part of the message */
export function openVault(text: string, passphrase: string): Vault {
  const file = readFile(text);
  const key = keyOf(passphrase, Buffer.from(file.kdf.salt, 'base64'));
  unseal(key, CHECK, file.check);
  const entries = file.entries.map(({ sealed, ...info }): StoredEntry => {
    const secrets = secretsSchema.parse(JSON.parse(unseal(key, info, sealed)));
    return { ...info, secrets };
  });
  return vaultOf(entries, passphrase);
}

function readFile(text: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new VaultLockedError('the vault file is damaged, or of another version of Holdfast', { cause });
  }
}

function vaultOf(stored: readonly StoredEntry[], firstPassphrase: string): Vault {
  let entries = [...stored];
  let passphrase = firstPassphrase;
  const isOther = (name: VaultEntryName) => (entry: VaultEntryName) =>
    entry.venue !== name.venue || entry.account !== name.account;
  return {
    list: () => entries.map(({ venue, account, setAt }) => ({ venue, account, setAt })),
    secretsOf: (name) => entries.find((entry) => !isOther(name)(entry))?.secrets,
    set(name, secrets, nowMs) {
      const setAt = new Date(nowMs).toISOString();
      entries = [...entries.filter(isOther(name)), { ...name, setAt, secrets }];
    },
    remove(name) {
      const before = entries.length;
      entries = entries.filter(isOther(name));
      return entries.length < before;
    },
    rotate(next) {
      passphrase = next;
    },
    toText: () => textOf(entries, passphrase),
  };
}

/** Each writing has a salt and nonces of its own. */
function textOf(entries: readonly StoredEntry[], passphrase: string): string {
  const salt = randomBytes(SALT_BYTES);
  const key = keyOf(passphrase, salt);
  const file: z.infer<typeof fileSchema> = {
    version: VERSION,
    kdf: { name: 'scrypt', n: SCRYPT.N, r: SCRYPT.r, p: SCRYPT.p, salt: salt.toString('base64') },
    check: seal(key, CHECK, ''),
    entries: entries.map(({ secrets, ...info }) => ({
      ...info,
      sealed: seal(key, info, JSON.stringify(secrets)),
    })),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

const keyOf = (passphrase: string, salt: Buffer): Buffer =>
  scryptSync(passphrase.normalize('NFKC'), salt, 32, SCRYPT);

/** Binds what is sealed to its place: an entry moved to another venue or account does not open. */
const aadOf = ({ venue, account }: VaultEntryName): Buffer =>
  Buffer.from(JSON.stringify(['holdfast-vault', VERSION, venue, account]));

function seal(key: Buffer, name: VaultEntryName, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aadOf(name));
  const sealed = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([iv, ...sealed, cipher.getAuthTag()]).toString('base64');
}

function unseal(key: Buffer, name: VaultEntryName, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const iv = bytes.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(aadOf(name)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const opened = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new VaultLockedError('the passphrase does not open the vault, or the file was changed', { cause });
  }
}
