import type { CreatePrivateStream, PrivateListener } from '../privateStream';
import { createInstrumentIndex, type InstrumentIndex } from '../instrumentIndex';
import { createReconnectingSocket } from '../reconnectingSocket';
import { jsonOf } from '../venueReply';
import { VENUE } from './capabilities';
import { AccountPosition, ExecutionReport, UserEvent, WsApiReply } from './messages';
import { balanceOf, executionOf } from './parse';
import { createBinanceRest } from './rest';
import { queryOf, signatureOf } from './signing';

/** Events after which nothing more comes on this subscription. */
const ENDINGS = new Set(['eventStreamTerminated', 'serverShutdown']);
const SUBSCRIBE_ID = 'user-data';

/**
 * User events over the WebSocket API: subscribed by signature, so there is no listen key to renew.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests
 */
export const createBinancePrivateStream: CreatePrivateStream = (deps) => {
  const { listener, logger, credentials } = deps;
  const instruments = createInstrumentIndex(deps.instruments);
  const rest = createBinanceRest(deps);
  const socket = createReconnectingSocket({
    name: 'binance.private',
    url: () => `${deps.endpoints.privateWsUrl}/ws-api/v3`,
    clock: deps.clock,
    logger,
    onOpen: () => void subscribe(),
    onMessage,
    onDown: () => {
      listener.onHealthy(false);
    },
  });

  async function subscribe(): Promise<void> {
    // Without an answer the last offset serves; a wrong one is refused by the venue and we come again.
    await rest.measureClock().catch(() => 0);
    const params = { apiKey: credentials.apiKey, timestamp: rest.clock.nowMs() };
    const signature = signatureOf(queryOf(params), credentials.apiSecret);
    const method = 'userDataStream.subscribe.signature';
    socket.send(JSON.stringify({ id: SUBSCRIBE_ID, method, params: { ...params, signature } }));
  }

  function onMessage(data: Buffer): void {
    const message = jsonOf(data.toString('utf8'));
    const event = UserEvent.safeParse(message);
    if (event.success) {
      if (ENDINGS.has(event.data.event.e)) socket.reconnect(event.data.event.e);
      else if (!tell(event.data.event, instruments, listener)) unreadable(event.data.event.e);
      return;
    }
    const reply = WsApiReply.safeParse(message);
    if (!reply.success) logger.warn({ event: 'private.badMessage', venue: VENUE });
    else if (reply.data.status === 200) listener.onHealthy(true);
    else socket.reconnect(`subscription refused: ${reply.data.error?.msg ?? 'no reason'}`);
  }

  /** An event of ours that cannot be read may have been a fill: the listener must ask by REST. */
  function unreadable(kind: string): void {
    logger.error({ event: 'private.badMessage', venue: VENUE, kind });
    socket.reconnect(`unreadable ${kind}`);
  }

  return {
    start() {
      socket.start();
    },
    async stop() {
      await socket.stop();
      await rest.close();
    },
  };
};

/** Passes an event on; false where it is one of ours and cannot be read. */
function tell(
  event: { readonly e: string },
  instruments: InstrumentIndex,
  listener: PrivateListener,
): boolean {
  switch (event.e) {
    case 'executionReport': {
      const parsed = ExecutionReport.safeParse(event);
      if (!parsed.success) return false;
      const instrument = instruments.byVenueSymbol(parsed.data.s);
      if (instrument === undefined) return true;
      const report = executionOf(parsed.data, instrument);
      for (const fill of report.fills) listener.onFill(fill);
      listener.onOrder(report);
      return true;
    }
    case 'outboundAccountPosition': {
      const parsed = AccountPosition.safeParse(event);
      if (!parsed.success) return false;
      listener.onBalances(parsed.data.B.map(({ a, f, l }) => balanceOf(a, f, l)));
      return true;
    }
  }
  return true;
}
