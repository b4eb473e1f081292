const SECRET_KEYS = new Set(['apiKey', 'apiSecret', 'guardApiKey', 'guardApiSecret', 'payloadKeys']);
/** Addresses that may hold a password. */
const ADDRESSES = new Set(['database.url', 'redis.url']);

/** True where the value at this path must never be shown: it stays text, may come from a file or the vault, and no error repeats it. */
export function isSecretPath(path: readonly string[]): boolean {
  return path.some((key) => SECRET_KEYS.has(key));
}

/** True for secrets and for addresses with a password in them: what may be given as `<NAME>_FILE`. */
export function mayComeFromFile(path: readonly string[]): boolean {
  return isSecretPath(path) || ADDRESSES.has(path.join('.'));
}

/** The text with the password of a URL replaced, `postgres://app:***@host/db`. */
export function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.password === '') return text;
  url.password = '***';
  return url.toString();
}
