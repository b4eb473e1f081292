import { connect } from 'node:net';

const PROTOCOL_3 = 196_608;

/**
 * Whether a PostgreSQL on this loopback port lets `user` in: it answers a start-up message with an authentication request. While it
 * recovers it answers with an error instead. Speaks the protocol itself, since drivers have their home in `storage/`.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html StartupMessage
 */
export function postgresAnswers(port: number, user: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write(startupMessage(user)));
    socket.once('data', (reply) => {
      settle(reply.toString('latin1', 0, 1) === 'R');
    });
    socket.once('error', () => {
      settle(false);
    });
    socket.once('close', () => {
      settle(false);
    });
    socket.once('timeout', () => {
      settle(false);
    });
  });
}

function startupMessage(user: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + parameters.length, 0);
  head.writeInt32BE(PROTOCOL_3, 4);
  return Buffer.concat([head, parameters]);
}
