import type { CreatePrivateStream } from '../privateStream';
import { createInstrumentIndex } from '../instrumentIndex';
import { createReconnectingSocket } from '../reconnectingSocket';
import { jsonOf } from '../venueReply';
import { AccountPosition, ExecutionReport, UserEvent, WsApiReply } from './messages';
import { balanceOf, executionOf } from './parse';
import { createBinanceRest } from './rest';
import { queryOf, signatureOf } from './signing';

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
      onEvent(event.data.event);
      return;
    }
    const reply = WsApiReply.safeParse(message);
    if (!reply.success) logger.warn({ event: 'private.badMessage', venue: 'binance' });
    else if (reply.data.status === 200) listener.onHealthy(true);
    else socket.reconnect(`subscription refused: ${reply.data.error?.msg ?? 'no reason'}`);
  }

  function onEvent(event: { readonly e: string }): void {
    switch (event.e) {
      case 'executionReport': {
        onExecution(event);
        return;
      }
      case 'outboundAccountPosition': {
        onPosition(event);
        return;
      }
      case 'eventStreamTerminated':
      case 'serverShutdown': {
        socket.reconnect(event.e);
        return;
      }
    }
  }

  function onExecution(event: unknown): void {
    const parsed = ExecutionReport.safeParse(event);
    if (!parsed.success) {
      unreadable('executionReport');
      return;
    }
    const instrument = instruments.byVenueSymbol(parsed.data.s);
    if (instrument === undefined) return;
    const report = executionOf(parsed.data, instrument);
    for (const fill of report.fills) listener.onFill(fill);
    listener.onOrder(report);
  }

  function onPosition(event: unknown): void {
    const parsed = AccountPosition.safeParse(event);
    if (!parsed.success) {
      unreadable('outboundAccountPosition');
      return;
    }
    listener.onBalances(parsed.data.B.map(({ a, f, l }) => balanceOf(a, f, l)));
  }

  /** An event of ours that cannot be read may have been a fill: the listener must ask by REST. */
  function unreadable(kind: string): void {
    logger.error({ event: 'private.badMessage', venue: 'binance', kind });
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
