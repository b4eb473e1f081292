import type { Pool, PoolClient } from 'pg';

export interface ChannelListener {
  onNotification(payload: string): void;
  /** After each (re)connect: what was missed meanwhile must be read. */
  onConnected(): void;
}

const RELISTEN_MS = 500;

/** Listens to a channel on a connection of its own, renewed whenever it breaks; returns how to stop. */
export function listenTo(pool: Pool, channel: string, listener: ChannelListener): () => void {
  let stopped = false;
  let client: PoolClient | undefined;
  let timer: NodeJS.Timeout | undefined;

  const again = () => {
    client?.release(true);
    client = undefined;
    if (!stopped) timer = setTimeout(connect, RELISTEN_MS);
  };
  const begin = async () => {
    const connected = await pool.connect();
    client = connected;
    connected.once('error', again);
    connected.on('notification', (message) => {
      listener.onNotification(message.payload ?? '');
    });
    await connected.query(`listen ${channel}`);
    listener.onConnected();
  };
  const connect = () => {
    begin().catch(again);
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    client?.release(true);
    client = undefined;
  };
}
