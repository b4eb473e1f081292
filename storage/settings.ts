import { z } from 'zod';
import type { Database } from './database';

/** What people switch at run time and every begin reads. */
export const TRADING_MODES = ['PAPER', 'LIVE'] as const;
export type TradingMode = (typeof TRADING_MODES)[number];

/** A setting with who set it, and when by the database's clock. */
export interface Setting<Value> {
  readonly value: Value;
  readonly setBy: string;
  readonly setAtMs: number;
}

/** Why the intelligence gate may be off; `undefined` = no reason is on record, so that it counts as on. */
type GateOffReason = string | undefined;

const settingRow = z.object({
  key: z.string(),
  value: z.string(),
  set_by: z.string(),
  set_at_ms: z.number(),
});
const tradingMode = z.enum(TRADING_MODES);

const MODE_KEY = 'trading_mode';
const GATE_KEY = 'intelligence_gate_off';

const READ = `
  select key, value, set_by, (extract(epoch from set_at) * 1000)::float8 as set_at_ms
  from settings where key in ('${MODE_KEY}', '${GATE_KEY}')`;

/** One commit: the setting and the line in the audit trail stand or fall together. */
const SET = `
  with audited as (
    insert into audit_log(who, action, details)
    values ($3, 'setting.' || $1, jsonb_build_object('value', $2::text, 'reason', $4::text, 'was', (select value from settings where key = $1)))
  )
  insert into settings(key, value, set_by) values ($1, $2, $3)
  on conflict (key) do update set value = excluded.value, set_by = excluded.set_by, set_at = now()`;

export interface LatchSettings {
  /** Latch 4. */
  readonly tradingMode: Setting<TradingMode>;
  /** Latch 6; `undefined` where nobody ever switched it. */
  readonly gateOff: Setting<GateOffReason> | undefined;
}

export const createSettings = (database: Pick<Database, 'query'>) => ({
  /** When this returns, the next begin reads it. */
  async setTradingMode(change: { value: TradingMode; reason: string; setBy: string }): Promise<void> {
    await set(database, { ...change, key: MODE_KEY });
  },

  /** Records why the intelligence gate may be switched off by `latches.intelligenceGateEnabled`. */
  async allowGateOff({ reason, setBy }: { reason: string; setBy: string }): Promise<void> {
    await set(database, { key: GATE_KEY, value: reason, reason, setBy });
  },

  /** Takes that reason back: the gate is on, whatever the configuration says. */
  async forbidGateOff({ reason, setBy }: { reason: string; setBy: string }): Promise<void> {
    await set(database, { key: GATE_KEY, value: '', reason, setBy });
  },

  async read(): Promise<LatchSettings> {
    const rows = await database.query({ name: 'latch_settings', text: READ, values: [] });
    const byKey = new Map(rows.map((row) => settingRow.parse(row)).map((row) => [row.key, row]));
    const mode = settingRow.parse(byKey.get(MODE_KEY));
    const gate = byKey.get(GATE_KEY);
    return {
      tradingMode: { ...setOf(mode), value: tradingMode.parse(mode.value) },
      gateOff: gate && { ...setOf(gate), value: gate.value === '' ? undefined : gate.value },
    };
  },
});

export type Settings = ReturnType<typeof createSettings>;

const setOf = ({ set_by: setBy, set_at_ms: setAtMs }: z.infer<typeof settingRow>) => ({ setBy, setAtMs });

interface Change {
  readonly key: string;
  readonly value: string;
  readonly reason: string;
  readonly setBy: string;
}

async function set(database: Pick<Database, 'query'>, { key, value, reason, setBy }: Change): Promise<void> {
  await database.query({ name: 'set_setting', text: SET, values: [key, value, setBy, reason] });
}
