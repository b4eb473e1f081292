import type { SimBalance, SimFill, SimOrder, SimulatedVenue } from '../simulatedVenue';
import type { FrameSender } from '../wire/frameSender';
import { accountPosition, executionReports } from './userEvents';

/** The user data subscriptions of one socket: events of each subscribed account, under the subscription's number. */
export interface UserDataSubscriptions {
  /** Returns the number of the new subscription. */
  add(accountId: string): number;
  clear(): void;
  stop(): void;
}

export function createUserDataSubscriptions(
  venue: SimulatedVenue,
  sender: FrameSender,
): UserDataSubscriptions {
  const accounts = new Map<number, string>();
  let nextId = 0;

  function publish(accountId: string, events: readonly Record<string, unknown>[]): void {
    for (const [subscriptionId, subscribed] of accounts)
      if (subscribed === accountId)
        for (const event of events) sender.send(JSON.stringify({ subscriptionId, event }), true);
  }

  function onOrder(order: SimOrder, newFills: readonly SimFill[]): void {
    publish(order.accountId, executionReports(order, newFills, venue.nowMs()));
  }

  function onBalances(accountId: string, balances: readonly SimBalance[]): void {
    publish(accountId, [accountPosition(balances, venue.nowMs())]);
  }

  venue.on('order', onOrder);
  venue.on('balances', onBalances);
  return {
    add(accountId) {
      accounts.set(nextId, accountId);
      return nextId++;
    },
    clear() {
      accounts.clear();
    },
    stop() {
      venue.off('order', onOrder);
      venue.off('balances', onBalances);
    },
  };
}
