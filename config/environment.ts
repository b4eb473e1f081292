import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConfigError } from './errors';
import { isSecretPath, mayComeFromFile } from './secretPaths';
import { treeOf, type Tree } from './tree';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables with a name of their own, and the key that each one sets. */
export const NAMED_VARIABLES: Readonly<Record<string, string>> = {
  DATABASE_URL: 'database.url',
  REDIS_URL: 'redis.url',
  TEMPORAL_ADDRESS: 'temporal.address',
  TEMPORAL_NAMESPACE: 'temporal.namespace',
  TEMPORAL_PAYLOAD_KEYS: 'temporal.payloadKeys',
  LOG_LEVEL: 'log.level',
  LIVE_ORDER_POSTING_ENABLED: 'latches.liveOrderPostingEnabled',
  INTELLIGENCE_GATE_ENABLED: 'latches.intelligenceGateEnabled',
  HOLDFAST_HOME: 'home',
  HOLDFAST_RECORDED_DATA: 'recordedData',
  VAULT_FILE: 'vault.file',
  VAULT_PASSPHRASE_FILE: 'vault.passphraseFile',
  BINANCE_API_KEY: 'venues.binance.apiKey',
  BINANCE_API_SECRET: 'venues.binance.apiSecret',
  BINANCE_GUARD_API_KEY: 'venues.binance.guardApiKey',
  BINANCE_GUARD_API_SECRET: 'venues.binance.guardApiSecret',
  BYBIT_API_KEY: 'venues.bybit.apiKey',
  BYBIT_API_SECRET: 'venues.bybit.apiSecret',
  BYBIT_GUARD_API_KEY: 'venues.bybit.guardApiKey',
  BYBIT_GUARD_API_SECRET: 'venues.bybit.guardApiSecret',
};

const PREFIX = 'HOLDFAST__';
/** `BINANCE_API_KEY_FILE` names the file that holds what `BINANCE_API_KEY` would. */
const FILE_SUFFIX = '_FILE';

/**
 * One layer per variable that is set, so that each value knows where it came from.
 * @throws ConfigError where a file that a variable names can't be read, or a value is given twice
 */
export function environmentLayers(environment: Environment): { source: string; values: Tree }[] {
  return Object.entries(environment).flatMap(([name, text]) => {
    if (text === undefined) return [];
    const direct = pathOf(name);
    const path = direct ?? fromFilePath(name);
    if (path === undefined || (direct === undefined && text === '')) return [];
    const value = direct === undefined ? contentOf(name, text, environment) : text;
    const source = `environment ${name}`;
    return [{ source, values: treeOf(path, isSecretPath(path) ? value : scalarOf(value)) }];
  });
}

/** The variable that sets this key, `venues.binance.apiKey` → `HOLDFAST__VENUES__BINANCE__API_KEY`. */
export function variableOf(path: readonly string[]): string {
  const segments = path.map((key) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
  return PREFIX + segments.join('__');
}

function pathOf(name: string): string[] | undefined {
  if (Object.hasOwn(NAMED_VARIABLES, name)) return NAMED_VARIABLES[name]?.split('.');
  if (!name.startsWith(PREFIX)) return undefined;
  return fromFilePath(name) === undefined ? prefixedPath(name) : undefined;
}

const prefixedPath = (name: string): string[] => name.slice(PREFIX.length).split('__').map(camelCase);

/** The path of a secret whose file the variable names. */
function fromFilePath(name: string): string[] | undefined {
  if (!name.endsWith(FILE_SUFFIX) || Object.hasOwn(NAMED_VARIABLES, name)) return undefined;
  const base = name.slice(0, -FILE_SUFFIX.length);
  const path = base.startsWith(PREFIX) ? prefixedPath(base) : NAMED_VARIABLES[base]?.split('.');
  return path !== undefined && mayComeFromFile(path) ? path : undefined;
}

/** What stands in the file, without the line end that editors add. */
function contentOf(name: string, file: string, environment: Environment): string {
  const base = name.slice(0, -FILE_SUFFIX.length);
  const source = `environment ${name}`;
  if ((environment[base] ?? '') !== '')
    throw new ConfigError([{ key: base, problem: `is given twice: unset it or ${name}`, source }]);
  return secretFile(file, { key: name, source });
}

/** A secret from its file, without the line end. @throws ConfigError naming the file, never its content */
export function secretFile(file: string, asked: { readonly key: string; readonly source: string }): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = typeof error === 'object' && error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError([{ ...asked, problem: `the file ${file} can't be read (${code})` }]);
  }
}

/** `STALENESS_MS` → `stalenessMs`. */
function camelCase(segment: string): string {
  return segment.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Whole numbers, booleans and lists as YAML reads them; everything else stays text, so that a decimal keeps its digits. */
function scalarOf(text: string): unknown {
  return /^(-?\d+|true|false|\[.*\])$/.test(text) ? (parse(text) as unknown) : text;
}
