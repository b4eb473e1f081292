import type { Config } from '../../config/schema';
import type { LatchSettings } from '../../storage/settings';
import type { Check } from './check';

export interface LatchesFound {
  readonly config: Pick<Config, 'mode' | 'latches' | 'ceilings'>;
  /** `undefined` where the database does not answer. */
  readonly settings: LatchSettings | undefined;
  /** Why the keys are not fit for real money; empty = they are. */
  readonly keyFaults: readonly string[];
}

/** One of the six; `on` where nothing of it stops a live order. */
interface Latch {
  readonly name: string;
  readonly state: 'on' | 'off' | 'unknown';
  readonly found: string;
  readonly remedy: string;
}

/** The six latches to real money. All must be on in mode `live`; in every other mode they are shown and fail nothing. */
export function latchChecks(found: LatchesFound): Check[] {
  const latches = [
    modeLatch(found),
    postingLatch(found),
    keyLatch(found),
    tradingModeLatch(found),
    ceilingLatch(found),
    gateLatch(found),
  ];
  return latches.map((latch, index) => checkOf(latch, `${index + 1} ${latch.name}`, found.config.mode));
}

function checkOf({ state, found, remedy }: Latch, name: string, mode: Config['mode']): Check {
  const named = { group: 'latch', name, found } as const;
  if (state === 'on') return { ...named, state: 'pass' };
  if (mode !== 'live') return { ...named, state: 'off' };
  return { ...named, state: 'fail', remedy, why: state === 'unknown' ? 'unreachable' : 'unfit' };
}

function modeLatch({ config: { mode } }: LatchesFound): Latch {
  return {
    name: 'mode',
    state: mode === 'live' ? 'on' : 'off',
    found: mode === 'live' ? 'live' : `${mode}: no real money`,
    remedy: 'set mode: live',
  };
}

function postingLatch({ config: { latches } }: LatchesFound): Latch {
  const on = latches.liveOrderPostingEnabled;
  return {
    name: 'order posting',
    state: on ? 'on' : 'off',
    found: `LIVE_ORDER_POSTING_ENABLED is ${String(on)}`,
    remedy: 'set LIVE_ORDER_POSTING_ENABLED=true where the traders run',
  };
}

function keyLatch({ keyFaults }: LatchesFound): Latch {
  return {
    name: 'keys',
    state: keyFaults.length === 0 ? 'on' : 'off',
    found: keyFaults.length === 0 ? 'may trade, may not withdraw' : keyFaults.join('; '),
    remedy: 'see the lines of accounts and permissions',
  };
}

function tradingModeLatch({ settings }: LatchesFound): Latch {
  const name = 'trading mode';
  const remedy = 'holdfast mode LIVE --reason "…"';
  if (settings === undefined) return { name, state: 'unknown', found: UNKNOWN, remedy };
  const { value, setBy, setAtMs } = settings.tradingMode;
  const found = `${value}, set by ${setBy} at ${new Date(setAtMs).toISOString()}`;
  return { name, state: value === 'LIVE' ? 'on' : 'off', found, remedy };
}

/** The configuration has no ceilings without a figure. */
function ceilingLatch({ config: { ceilings } }: LatchesFound): Latch {
  const found = `${ceilings.orderUsd} USD an order, ${ceilings.opportunityUsd} USD an opportunity`;
  return { name: 'ceilings', state: 'on', found, remedy: 'set ceilings' };
}

function gateLatch({ config, settings }: LatchesFound): Latch {
  const name = 'intelligence gate';
  const remedy = 'set INTELLIGENCE_GATE_ENABLED=true, or record why not: holdfast gate off --reason "…"';
  if (config.latches.intelligenceGateEnabled)
    return { name, state: 'on', found: 'a second computation must confirm', remedy };
  if (settings === undefined) return { name, state: 'unknown', found: UNKNOWN, remedy };
  const { gateOff } = settings;
  if (gateOff?.value === undefined)
    return { name, state: 'off', found: 'switched off, and no reason is on record', remedy };
  return { name, state: 'on', found: `switched off by ${gateOff.setBy}: ${gateOff.value}`, remedy };
}

const UNKNOWN = 'not known: PostgreSQL does not answer';
