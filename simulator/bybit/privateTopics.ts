import { randomUUID } from 'node:crypto';
import type { SimBalance, SimFill, SimOrder, SimulatedVenue } from '../simulatedVenue';
import type { FrameSender } from '../wire/frameSender';
import { executionJson, orderJson, walletJson } from './orderJson';

const TOPICS: ReadonlySet<string> = new Set(['order', 'order.spot', 'execution', 'execution.spot', 'wallet']);

/** What one account hears on one private socket. */
export interface PrivateTopics {
  readonly names: Set<string>;
  /** Whose events; `undefined` until the socket is logged in. */
  accountId: string | undefined;
  stop(): void;
}

export const isPrivateTopic = (name: string): boolean => TOPICS.has(name);

export function createPrivateTopics(venue: SimulatedVenue, sender: FrameSender): PrivateTopics {
  const topics: PrivateTopics = {
    names: new Set(),
    accountId: undefined,
    stop() {
      venue.off('order', onOrder);
      venue.off('balances', onBalances);
    },
  };

  /** To every subscribed form of the topic: `order` and `order.spot` are the same here. */
  function publish(topic: string, data: readonly unknown[]): void {
    for (const name of [topic, `${topic}.spot`]) {
      if (!topics.names.has(name)) continue;
      const frame = { id: randomUUID(), topic: name, creationTime: venue.nowMs(), data };
      sender.send(JSON.stringify(frame), true);
    }
  }

  function onOrder(order: SimOrder, newFills: readonly SimFill[]): void {
    if (order.accountId !== topics.accountId) return;
    publish('order', [{ category: 'spot', ...orderJson(order) }]);
    if (newFills.length === 0) return;
    const executions = newFills.map((fill) => ({ category: 'spot', ...executionJson(fill, order) }));
    publish('execution', executions);
  }

  function onBalances(owner: string, balances: readonly SimBalance[]): void {
    if (owner === topics.accountId) publish('wallet', [walletJson(balances)]);
  }

  venue.on('order', onOrder);
  venue.on('balances', onBalances);
  return topics;
}
