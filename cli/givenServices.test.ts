import { once } from 'node:events';
import { createServer } from 'node:net';
import { requireGivenServices } from './givenServices';

const nothing = {
  database: { url: '' },
  redis: { url: '' },
  temporal: { address: '', namespace: 'holdfast' },
};

describe('requireGivenServices', () => {
  it('asks nobody where nothing is given', async () => {
    await expect(requireGivenServices(nothing)).resolves.toBeUndefined();
  });

  it('lets an address pass at which somebody listens', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(
      requireGivenServices({ ...nothing, redis: { url: `redis://127.0.0.1:${port}` } }),
    ).resolves.toBeUndefined();
    server.close();
    await once(server, 'close');
    await expect(
      requireGivenServices({ ...nothing, redis: { url: `redis://127.0.0.1:${port}` } }),
    ).rejects.toThrow(`Redis does not answer at 127.0.0.1:${port}`);
  });

  it('names variable and address, and never the password', async () => {
    const refused = requireGivenServices({
      ...nothing,
      database: { url: 'postgres://ada:secret@127.0.0.1:1/x' },
    });
    await expect(refused).rejects.toThrow(/PostgreSQL does not answer at 127\.0\.0\.1:1\. .*DATABASE_URL/);
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  it.each([
    ['DATABASE_URL', { ...nothing, database: { url: 'nonsense' } }],
    ['REDIS_URL', { ...nothing, redis: { url: 'localhost' } }],
    ['TEMPORAL_ADDRESS', { ...nothing, temporal: { address: 'a b', namespace: 'holdfast' } }],
  ])('refuses a %s that is no address and shows how one looks', async (variable, config) => {
    await expect(requireGivenServices(config)).rejects.toThrow(
      new RegExp(`${variable} is not an address of .*Write it like`),
    );
  });
});
