import { createInstrumentIndex, type InstrumentIndex } from '../instrumentIndex';
import type { CreatePrivateStream, PrivateListener } from '../privateStream';
import { createReconnectingSocket } from '../reconnectingSocket';
import { jsonOf } from '../venueReply';
import { VENUE } from './capabilities';
import { Execution, OpReply, Order, TopicMessage, Wallet } from './messages';
import { balancesOf, fillOf, isTrade, reportOf } from './parse';
import { createBybitRest } from './rest';
import { socketSignature } from './signing';

const TOPICS = ['order', 'execution', 'wallet'];
const AUTH_LIFE_MS = 10_000;

/** Orders, executions and balances over `/v5/private`. @see https://bybit-exchange.github.io/docs/v5/ws/connect */
export const createBybitPrivateStream: CreatePrivateStream = (deps) => {
  const { listener, logger, credentials } = deps;
  const instruments = createInstrumentIndex(deps.instruments);
  const rest = createBybitRest(deps);
  const socket = createReconnectingSocket({
    name: 'bybit.private',
    url: () => `${deps.endpoints.privateWsUrl}/v5/private`,
    clock: deps.clock,
    logger,
    onOpen: () => void authenticate(),
    onMessage,
    onDown: () => {
      listener.onHealthy(false);
    },
    heartbeatText: () => '{"op":"ping"}',
  });

  async function authenticate(): Promise<void> {
    // Without an answer the last offset serves; a wrong one is refused by the venue and we come again.
    await rest.measureClock().catch(() => 0);
    const expiresMs = rest.clock.nowMs() + AUTH_LIFE_MS;
    const signature = socketSignature(expiresMs, credentials.apiSecret);
    socket.send(JSON.stringify({ op: 'auth', args: [credentials.apiKey, expiresMs, signature] }));
  }

  function onMessage(data: Buffer): void {
    const message = jsonOf(data.toString('utf8'));
    const topic = TopicMessage.safeParse(message);
    if (topic.success) {
      for (const item of topic.data.data)
        if (!tell({ topic: topic.data.topic, item }, instruments, listener)) unreadable(topic.data.topic);
      return;
    }
    const reply = OpReply.safeParse(message);
    if (reply.success) onReply(reply.data);
    else logger.warn({ event: 'private.badMessage', venue: VENUE });
  }

  function onReply({ op, success, ret_msg, retMsg }: OpReply): void {
    if (success === false) socket.reconnect(`${op} refused: ${ret_msg ?? retMsg ?? 'no reason'}`);
    else if (op === 'auth') socket.send(JSON.stringify({ op: 'subscribe', args: TOPICS }));
    else if (op === 'subscribe') listener.onHealthy(true);
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

/** Passes one item of a topic on; false where it is one of ours and cannot be read. */
function tell(
  { topic, item }: { readonly topic: string; readonly item: unknown },
  instruments: InstrumentIndex,
  listener: PrivateListener,
): boolean {
  switch (topic) {
    case 'order': {
      const order = Order.safeParse(item);
      if (!order.success) return false;
      const instrument = instruments.byVenueSymbol(order.data.symbol);
      if (instrument !== undefined) listener.onOrder(reportOf(order.data, instrument));
      return true;
    }
    case 'execution': {
      const execution = Execution.safeParse(item);
      if (!execution.success) return false;
      const instrument = instruments.byVenueSymbol(execution.data.symbol);
      if (instrument !== undefined && isTrade(execution.data))
        listener.onFill(fillOf(execution.data, instrument));
      return true;
    }
    case 'wallet': {
      const wallet = Wallet.safeParse(item);
      if (wallet.success) listener.onBalances(balancesOf(wallet.data));
      return wallet.success;
    }
  }
  return true;
}
