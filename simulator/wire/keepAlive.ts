import type { WebSocket } from 'ws';

/** Pings a client every `intervalMs` and cuts it off when it has not answered for `limitMs`. */
export function keepAlive(socket: WebSocket, intervalMs: number, limitMs: number): void {
  let lastPongMs = Date.now();
  socket.on('pong', () => {
    lastPongMs = Date.now();
  });
  const timer = setInterval(() => {
    if (Date.now() - lastPongMs > limitMs) socket.terminate();
    else socket.ping(String(Date.now()));
  }, intervalMs);
  socket.on('close', () => {
    clearInterval(timer);
  });
}
