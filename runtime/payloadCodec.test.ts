import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { createPayloadCodec, parsePayloadKey, PayloadUnreadableError, type PayloadKey } from './payloadCodec';

const keyNamed = (id: string): PayloadKey => ({ id, key: randomBytes(32) });
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload | undefined): unknown =>
  payload && defaultPayloadConverter.fromPayload(payload);
const bytesOf = (payloads: Payload[]): string =>
  payloads
    .flatMap(({ metadata, data }) => [...Object.values(metadata ?? {}), data ?? new Uint8Array()])
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    .join(' ');

describe('payload codec', () => {
  it('gives back what it was given, and shows neither value nor encoding', async () => {
    const codec = createPayloadCodec([keyNamed('k1')]);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const sealed = await codec.encode([payloadOf({ secretPlan: value })]);
        expect(bytesOf(sealed)).not.toMatch(/secretPlan|json/);
        const [opened] = await codec.decode(sealed);
        expect(JSON.stringify(valueOf(opened))).toBe(JSON.stringify({ secretPlan: value }));
      }),
    );
  });

  it('never uses a nonce twice', async () => {
    const codec = createPayloadCodec([keyNamed('k1')]);
    const same = await codec.encode(Array.from({ length: 1_000 }, () => payloadOf('same')));
    const ivs = same.map(({ data }) => Buffer.from(data ?? []).toString('hex', 0, 12));
    expect(new Set(ivs).size).toBe(1_000);
  });

  it('encodes with the first key and still reads what older keys wrote', async () => {
    const [older, newer] = [keyNamed('2025'), keyNamed('2026')];
    const written = await createPayloadCodec([older]).encode([payloadOf('before the rotation')]);
    const rotated = createPayloadCodec([newer, older]);

    expect(valueOf((await rotated.decode(written))[0])).toBe('before the rotation');
    expect(bytesOf(await rotated.encode([payloadOf('after')]))).toContain('2026');
  });

  it('reads plain payloads, written before encryption was switched on', async () => {
    const plain = [payloadOf('plain')];
    expect(await createPayloadCodec([keyNamed('k1')]).decode(plain)).toEqual(plain);
    expect(await createPayloadCodec([]).encode(plain)).toEqual(plain);
  });

  it('names the key that is missing, also where encryption is off', async () => {
    const sealed = await createPayloadCodec([keyNamed('k7')]).encode([payloadOf('x')]);
    const message = /key "k7" can't be read: add this key to temporal.payloadKeys/;
    await expect(createPayloadCodec([]).decode(sealed)).rejects.toThrow(message);
    await expect(createPayloadCodec([keyNamed('k8')]).decode(sealed)).rejects.toThrow(message);
  });

  it('refuses another key of the same name, changed bytes and another key id', async () => {
    const key = keyNamed('k1');
    const [sealed = {}] = await createPayloadCodec([key]).encode([payloadOf('x')]);
    const bytes = Buffer.from(sealed.data ?? []);
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    const renamed = { ...sealed.metadata, 'encryption-key-id': Buffer.from('k2') };

    await expect(createPayloadCodec([keyNamed('k1')]).decode([sealed])).rejects.toThrow(
      PayloadUnreadableError,
    );
    await expect(createPayloadCodec([key]).decode([{ ...sealed, data: bytes }])).rejects.toThrow(/changed/);
    await expect(
      createPayloadCodec([{ ...key, id: 'k2' }]).decode([{ ...sealed, metadata: renamed }]),
    ).rejects.toThrow(/changed/);
  });

  it('takes keys of 32 bytes with a name, and repeats no wrong one', () => {
    const encoded = Buffer.alloc(32, 7).toString('base64');
    expect(parsePayloadKey(`2026-11:${encoded}`)).toEqual({ id: '2026-11', key: Buffer.alloc(32, 7) });
    expect(() => parsePayloadKey('canary')).toThrow(/^a payload key is written <id>:<base64 of 32 bytes>$/);
  });
});
