import type { RawData, WebSocket } from 'ws';
import type { SimulatedVenue } from '../simulatedVenue';
import { createFrameSender } from '../wire/frameSender';
import { parseJson } from '../wire/parseJson';
import type { PublicTopics, TopicListener } from './publicTopics';
import { commandReply, MALFORMED, pongReply, SocketCommand } from './socketCommand';

/** Serves one socket of `/v5/public/spot` until it closes. */
export function servePublicSocket(socket: WebSocket, venue: SimulatedVenue, topics: PublicTopics): void {
  const sender = createFrameSender(socket, venue.faults, 'public');
  const subscribed = new Set<string>();
  const listener: TopicListener = (frame, sequenced) => {
    sender.send(frame, sequenced);
  };

  function subscribe(command: SocketCommand): void {
    const wanted = command.args ?? [];
    const known = wanted.filter((topic) => topics.subscribe(topic, listener));
    known.forEach((topic) => subscribed.add(topic));
    const unknown = wanted.filter((topic) => !known.includes(topic));
    const text = unknown.length === 0 ? '' : `Invalid topic: ${unknown.join(',')}`;
    sender.answer(commandReply(command, unknown.length === 0, text));
  }

  function unsubscribe(topic: string): void {
    subscribed.delete(topic);
    topics.unsubscribe(topic, listener);
  }

  function onCommand(command: SocketCommand): void {
    switch (command.op) {
      case 'ping':
        sender.answer(pongReply(command, 'public', venue.nowMs()));
        return;
      case 'subscribe':
        subscribe(command);
        return;
      case 'unsubscribe':
        command.args?.forEach(unsubscribe);
        sender.answer(commandReply(command, true, ''));
        return;
      case 'auth':
        sender.answer(commandReply(command, false, 'Invalid op'));
        return;
    }
  }

  socket.on('message', (data: RawData) => {
    const command = SocketCommand.safeParse(parseJson(data));
    if (command.success) onCommand(command.data);
    else sender.answer(MALFORMED);
  });
  socket.on('close', () => {
    sender.stop();
    for (const topic of [...subscribed]) unsubscribe(topic);
  });
}
