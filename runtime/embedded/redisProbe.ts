import { connect } from 'node:net';

/** Whether a Redis on this loopback port answers PING; while it loads its data it answers with an error instead. */
export function redisAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      settle(reply.toString('latin1').startsWith('+PONG'));
    });
    for (const event of ['error', 'close', 'timeout'])
      socket.once(event, () => {
        settle(false);
      });
  });
}
