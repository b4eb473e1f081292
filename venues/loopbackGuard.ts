const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);
const ENCRYPTED = new Set(['https:', 'wss:']);

/** Returns `url` where it may be used: encrypted, or plain text to this machine. @throws TypeError otherwise. */
export function allowedUrl(url: string): string {
  const { protocol, hostname } = new URL(url);
  if (ENCRYPTED.has(protocol) || LOOPBACK.has(hostname)) return url;
  throw new TypeError(`${protocol}// may reach this machine only, not ${hostname}: use https or wss`);
}
