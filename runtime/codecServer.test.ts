import { randomBytes } from 'node:crypto';
import { createPayloadCodec } from './payloadCodec';
import { codecToken, startCodecServer, type CodecServer } from './codecServer';

const UI = 'http://127.0.0.1:8233';
const key = { id: 'k1', key: randomBytes(32) };
const token = codecToken(key);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const PLAIN = { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('{"qty":"0.5"}') }] };

let server: CodecServer;
beforeAll(async () => {
  server = await startCodecServer({ codec: createPayloadCodec([key]), token, port: 0, origins: [UI] });
});
afterAll(() => server.close());

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const whole = { 'content-type': 'application/json', 'x-namespace': 'holdfast', ...headers };
  return fetch(server.url + path, { method: 'POST', headers: whole, body: JSON.stringify(body) });
}

describe('codec server', () => {
  it('encodes and decodes for a caller with the token, in the header or in the path', async () => {
    const authorization = { authorization: `Bearer ${token}` };
    const sealed = await (await post('/encode', PLAIN, authorization)).json();
    expect(JSON.stringify(sealed)).not.toContain(base64('{"qty":"0.5"}'));

    const opened = await post(`/${token}/decode`, sealed, { origin: UI });
    expect(await opened.json()).toEqual(PLAIN);
    expect(opened.headers.get('access-control-allow-origin')).toBe(UI);
  });

  it.each(['/decode', '/wrong/decode', '/encode'])('answers 401 to %s without the token', async (path) => {
    expect((await post(path, PLAIN)).status).toBe(401);
  });

  it("allows the Web UI's origin in a preflight and refuses every other page, token or not", async () => {
    const preflight = (origin: string) =>
      fetch(`${server.url}/${token}/decode`, { method: 'OPTIONS', headers: { origin } });
    const allowed = await preflight(UI);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-namespace');
    expect((await preflight('http://evil.example')).status).toBe(403);
    expect((await post(`/${token}/decode`, PLAIN, { origin: 'http://evil.example' })).status).toBe(403);
  });

  it('says which key is missing', async () => {
    const sealed = await createPayloadCodec([{ id: 'k0', key: randomBytes(32) }]).encode([
      { data: Buffer.from('x') },
    ]);
    const wire = sealed.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
      ),
      data: Buffer.from(data ?? []).toString('base64'),
    }));
    const refused = await post(`/${token}/decode`, { payloads: wire });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(/key \\"k0\\"/);
  });

  it('answers 400 to what is no JSON of payloads, 404 to another path', async () => {
    expect((await post(`/${token}/decode`, { payloads: 'x' })).status).toBe(400);
    expect((await post(`/${token}/delete`, PLAIN)).status).toBe(404);
  });
});
