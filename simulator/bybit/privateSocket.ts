import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import type { SimBalance, SimFill, SimOrder, SimulatedVenue } from '../simulatedVenue';
import { createFrameSender } from '../wire/frameSender';
import { parseJson } from '../wire/parseJson';
import { authenticateSocket } from './authentication';
import { BybitError } from './bybitError';
import { executionJson, orderJson, walletJson } from './orderJson';
import { commandReply, pongReply, SocketCommand } from './socketCommand';

const TOPICS = new Set(['order', 'order.spot', 'execution', 'execution.spot', 'wallet']);

/** Serves one socket of `/v5/private` until it closes: log in, then listen to the account's own topics. */
export function servePrivateSocket(socket: WebSocket, venue: SimulatedVenue): void {
  const sender = createFrameSender(socket, venue.faults, 'private');
  const subscribed = new Set<string>();
  let accountId: string | undefined;

  /** To every subscribed form of the topic: `order` and `order.spot` are the same here. */
  function publish(topic: string, data: readonly unknown[]): void {
    for (const name of [topic, `${topic}.spot`])
      if (subscribed.has(name))
        sender.send(
          JSON.stringify({ id: randomUUID(), topic: name, creationTime: venue.nowMs(), data }),
          true,
        );
  }

  function onOrder(order: SimOrder, newFills: readonly SimFill[]): void {
    if (order.accountId !== accountId) return;
    publish('order', [{ category: 'spot', ...orderJson(order) }]);
    if (newFills.length > 0)
      publish(
        'execution',
        newFills.map((fill) => ({ category: 'spot', ...executionJson(fill, order) })),
      );
  }

  function onBalances(owner: string, balances: readonly SimBalance[]): void {
    if (owner === accountId) publish('wallet', [walletJson(balances)]);
  }

  function logIn(command: SocketCommand): void {
    try {
      accountId = authenticateSocket(venue, command.args ?? []);
      sender.answer(commandReply(command, true, ''));
    } catch (error) {
      if (!(error instanceof BybitError)) throw error;
      sender.answer(commandReply(command, false, error.text));
    }
  }

  function subscribe(command: SocketCommand): void {
    const wanted = command.args ?? [];
    const unknown = wanted.filter((topic) => !TOPICS.has(topic));
    if (accountId === undefined) {
      sender.answer(commandReply(command, false, 'Request not authorized'));
      return;
    }
    wanted.filter((topic) => TOPICS.has(topic)).forEach((topic) => subscribed.add(topic));
    const text = unknown.length === 0 ? '' : `Invalid topic: ${unknown.join(',')}`;
    sender.answer(commandReply(command, unknown.length === 0, text));
  }

  function onCommand(command: SocketCommand): void {
    switch (command.op) {
      case 'ping':
        sender.answer(pongReply(command, 'private', venue.nowMs()));
        return;
      case 'auth':
        logIn(command);
        return;
      case 'subscribe':
        subscribe(command);
        return;
      case 'unsubscribe':
        command.args?.forEach((topic) => subscribed.delete(topic));
        sender.answer(commandReply(command, true, ''));
        return;
    }
  }

  socket.on('message', (data: RawData) => {
    const command = SocketCommand.safeParse(parseJson(data));
    if (command.success) onCommand(command.data);
    else sender.answer('{"success":false,"ret_msg":"Params Error","conn_id":"simulator","op":""}');
  });
  venue.on('order', onOrder);
  venue.on('balances', onBalances);
  socket.on('close', () => {
    venue.off('order', onOrder);
    venue.off('balances', onBalances);
    sender.stop();
  });
}
