import type { FreezeState } from './freezeState';
import { VenueReadError, type OrderGateway } from './orderGateway';

/**
 * The same gateway, which sends and cancels nothing while everything is frozen. Reads go on: an operator wants to see. The adapters ask the
 * freeze once more when the bytes are about to leave (`AuthenticatedVenueDeps.freeze`).
 */
export function withFreeze(gateway: OrderGateway, freeze: FreezeState): OrderGateway {
  const { venue } = gateway;
  return {
    ...gateway,
    send(order, deadline, onWritten) {
      const cause = freeze.refusal();
      return cause === undefined
        ? gateway.send(order, deadline, onWritten)
        : Promise.resolve({ kind: 'notSent', cause });
    },
    cancel(ref) {
      const cause = freeze.refusal();
      return cause === undefined ? gateway.cancel(ref) : Promise.resolve({ kind: 'unknown', cause });
    },
    cancelAll(instrumentId) {
      const detail = freeze.refusal();
      return detail === undefined
        ? gateway.cancelAll(instrumentId)
        : Promise.reject(new VenueReadError(venue, `cancel all ${instrumentId}`, { detail }));
    },
  };
}
