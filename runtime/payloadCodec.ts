import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';

/** One AES-256 key and the name under which payloads say that they need it. */
export interface PayloadKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** A payload can't be read: its key is not configured here, or its bytes are not what was written. */
export class PayloadUnreadableError extends Error {
  override readonly name = 'PayloadUnreadableError';
  constructor(
    readonly keyId: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`a Temporal payload encrypted with key "${keyId}" can't be read: ${problem}`, options);
  }
}

const ENCODING = 'binary/encrypted';
const CIPHER = 'AES-256-GCM';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;

/**
 * AES-256-GCM over whole payloads, metadata included. The first key encodes, every key decodes: a new key is put in front, and the old
 * one stays for as long as histories written with it are kept. Payloads that are not encrypted pass, so that encryption can be switched
 * on while trades are open. Without keys it encodes nothing, and says which key an encrypted payload needs.
 */
export function createPayloadCodec(keys: readonly PayloadKey[]): PayloadCodec {
  const [current] = keys;
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    encode: (payloads) =>
      Promise.resolve(
        current === undefined ? payloads : payloads.map((payload) => encrypt(payload, current)),
      ),
    // async: a payload that can't be read rejects, it does not throw at the caller
    // eslint-disable-next-line @typescript-eslint/require-await
    decode: async (payloads) =>
      payloads.map((payload) => (isEncrypted(payload) ? decrypt(payload, byId) : payload)),
  };
}

/** `<id>:<base64 of 32 bytes>`, as the configuration holds it. @throws RangeError that names no key */
export function parsePayloadKey(text: string): PayloadKey {
  const [, id, encoded] = /^([\w.-]+):([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  if (id === undefined || encoded === undefined)
    throw new RangeError('a payload key is written <id>:<base64 of 32 bytes>');
  return { id, key: Buffer.from(encoded, 'base64') };
}

function isEncrypted({ metadata }: Payload): boolean {
  return textOf(metadata?.['encoding']) === ENCODING;
}

function encrypt(payload: Payload, { id, key }: PayloadKey): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aadOf(id));
  const sealed = [cipher.update(packed(payload)), cipher.final()];
  return {
    metadata: {
      encoding: Buffer.from(ENCODING),
      'encryption-cipher': Buffer.from(CIPHER),
      'encryption-key-id': Buffer.from(id),
    },
    data: Buffer.concat([iv, ...sealed, cipher.getAuthTag()]),
  };
}

function decrypt({ metadata, data }: Payload, keys: ReadonlyMap<string, PayloadKey>): Payload {
  const id = textOf(metadata?.['encryption-key-id']);
  const known = keys.get(id);
  if (known === undefined)
    throw new PayloadUnreadableError(
      id,
      'add this key to temporal.payloadKeys (behind the one that encodes)',
    );
  const bytes = Buffer.from(data ?? []);
  try {
    const decipher = createDecipheriv('aes-256-gcm', known.key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(aadOf(id)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const opened = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return unpacked(Buffer.concat([opened, decipher.final()]));
  } catch (cause) {
    throw new PayloadUnreadableError(id, 'the key of that name is another one, or the bytes were changed', {
      cause,
    });
  }
}

const aadOf = (id: string): Buffer => Buffer.from(`${ENCODING} ${id}`);
const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

/** Length of the metadata, metadata as JSON with base64 values, data. */
function packed({ metadata, data }: Payload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('base64'),
  ]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, data ?? new Uint8Array()]);
}

function unpacked(bytes: Buffer): Payload {
  const headEnd = LENGTH_BYTES + bytes.readUInt32BE();
  const head = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, headEnd)) as Record<string, string>;
  const metadata = Object.fromEntries(
    Object.entries(head).map(([name, value]) => [name, Buffer.from(value, 'base64')] as const),
  );
  return { metadata, data: bytes.subarray(headEnd) };
}
