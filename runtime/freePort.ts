import { createServer } from 'node:net';

/** Whether nobody listens on this loopback port now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** Below the range from which the system takes ports for outgoing connections (32768 on Linux): nothing else grabs these meanwhile. */
const LOWEST = 10_000;
const HIGHEST = 32_000;
const TRIES = 200;

/** A loopback port that nobody held a moment ago, near `near` where one is given. @throws where none is to be had */
export async function freePort(near?: number): Promise<number> {
  let port = near ?? LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
  for (let tried = 0; tried < TRIES; tried += 1) {
    port = port >= HIGHEST ? LOWEST : port + 1;
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no free loopback port in ${TRIES} tries up to ${port}`);
}
