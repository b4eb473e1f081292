import type { RawData, WebSocket } from 'ws';
import type { SimulatedVenue } from '../simulatedVenue';
import { createFrameSender } from '../wire/frameSender';
import { parseJson } from '../wire/parseJson';
import { authenticateSocket } from './authentication';
import { BybitError } from './bybitError';
import { createPrivateTopics, isPrivateTopic, type PrivateTopics } from './privateTopics';
import { commandReply, MALFORMED, pongReply, SocketCommand } from './socketCommand';

/** Serves one socket of `/v5/private` until it closes: log in, then listen to the account's own topics. */
export function servePrivateSocket(socket: WebSocket, venue: SimulatedVenue): void {
  const sender = createFrameSender(socket, venue.faults, 'private');
  const topics = createPrivateTopics(venue, sender);

  function replyTo(command: SocketCommand): string {
    switch (command.op) {
      case 'ping':
        return pongReply(command, 'private', venue.nowMs());
      case 'auth':
        return logIn(command, venue, topics);
      case 'subscribe':
        return subscribe(command, topics);
      case 'unsubscribe':
        command.args?.forEach((topic) => topics.names.delete(topic));
        return commandReply(command, true, '');
    }
  }

  socket.on('message', (data: RawData) => {
    const command = SocketCommand.safeParse(parseJson(data));
    sender.answer(command.success ? replyTo(command.data) : MALFORMED);
  });
  socket.on('close', () => {
    topics.stop();
    sender.stop();
  });
}

function logIn(command: SocketCommand, venue: SimulatedVenue, topics: PrivateTopics): string {
  try {
    topics.accountId = authenticateSocket(venue, command.args ?? []);
    return commandReply(command, true, '');
  } catch (error) {
    if (!(error instanceof BybitError)) throw error;
    return commandReply(command, false, error.text);
  }
}

function subscribe(command: SocketCommand, topics: PrivateTopics): string {
  if (topics.accountId === undefined) return commandReply(command, false, 'Request not authorized');
  const wanted = command.args ?? [];
  wanted.filter(isPrivateTopic).forEach((topic) => topics.names.add(topic));
  const unknown = wanted.filter((topic) => !isPrivateTopic(topic));
  const text = unknown.length === 0 ? '' : `Invalid topic: ${unknown.join(',')}`;
  return commandReply(command, unknown.length === 0, text);
}
