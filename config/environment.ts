import { parse } from 'yaml';
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
  HOLDFAST_HOME: 'home',
  HOLDFAST_RECORDED_DATA: 'recordedData',
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

/** One layer per variable that is set, so that each value knows where it came from. */
export function environmentLayers(environment: Environment): { source: string; values: Tree }[] {
  return Object.entries(environment).flatMap(([name, text]) => {
    const path = pathOf(name);
    if (path === undefined || text === undefined) return [];
    return [{ source: `environment ${name}`, values: treeOf(path, scalarOf(text)) }];
  });
}

function pathOf(name: string): string[] | undefined {
  if (name.startsWith(PREFIX)) return name.slice(PREFIX.length).split('__').map(camelCase);
  return NAMED_VARIABLES[name]?.split('.');
}

/** `STALENESS_MS` → `stalenessMs`. */
function camelCase(segment: string): string {
  return segment.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Whole numbers, booleans and lists as YAML reads them; everything else stays text, so that a decimal keeps its digits. */
function scalarOf(text: string): unknown {
  return /^(-?\d+|true|false|\[.*\])$/.test(text) ? (parse(text) as unknown) : text;
}
