import { isTerminal, type OrderReport } from '../domain/order';

/** Carries private order events to a gateway whose venue acknowledges before it matches. */
export interface OrderEvents {
  publish(report: OrderReport): void;
  /** The terminal report of this id, or `undefined` after `timeoutMs`. Ask before sending: the event may outrun the reply. */
  terminal(clientOrderId: string, timeoutMs: number): Promise<OrderReport | undefined>;
}

export function createOrderEvents(): OrderEvents {
  const waiting = new Map<string, (report: OrderReport | undefined) => void>();
  return {
    publish(report) {
      if (isTerminal(report.status)) waiting.get(report.clientOrderId)?.(report);
    },
    terminal: (clientOrderId, timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          settle(undefined);
        }, timeoutMs);
        function settle(report: OrderReport | undefined): void {
          clearTimeout(timer);
          waiting.delete(clientOrderId);
          resolve(report);
        }
        waiting.set(clientOrderId, settle);
      }),
  };
}
