import { z } from 'zod';
import type { Database } from './database';

export type ControlScopeKind = 'global' | 'strategy' | 'venue' | 'trade';
export type ControlState = 'running' | 'paused' | 'killed' | 'shutdown';

/** A switch that every begin reads. `key` is the name of the strategy, venue or trade; empty for `global`. */
export interface Control {
  readonly scope: ControlScopeKind;
  readonly key: string;
  readonly state: ControlState;
  readonly reason: string;
  readonly setBy: string;
}

const controlRow = z.object({
  scope: z.enum(['global', 'strategy', 'venue', 'trade']),
  key: z.string(),
  state: z.enum(['running', 'paused', 'killed', 'shutdown']),
  reason: z.string(),
  set_by: z.string(),
});

/** One commit: the switch and the line in the audit trail stand or fall together. */
const SET = `
  with audited as (
    insert into audit_log(who, action, details)
    values ($5, 'control.' || $3, jsonb_build_object('scope', $1::text, 'key', $2::text, 'reason', $4::text))
  )
  insert into controls(scope, key, state, reason, set_by) values ($1, $2, $3, $4, $5)
  on conflict (scope, key) do update
    set state = excluded.state, reason = excluded.reason, set_by = excluded.set_by, set_at = now()`;

/** The same, except where everything is shut down or killed: the weaker word never replaces the stronger one by itself. */
const SET_UNLESS_SHUT_DOWN = `
  with written as (
    insert into controls(scope, key, state, reason, set_by) values ($1, $2, $3, $4, $5)
    on conflict (scope, key) do update
      set state = excluded.state, reason = excluded.reason, set_by = excluded.set_by, set_at = now()
      where controls.state not in ('shutdown', 'killed')
    returning 1
  )
  insert into audit_log(who, action, details)
  select $5, 'control.' || $3, jsonb_build_object('scope', $1::text, 'key', $2::text, 'reason', $4::text) from written
  returning 1`;

const IN_FORCE = `select scope, key, state, reason, set_by from controls where state <> 'running' order by set_at`;

export const createControls = (database: Pick<Database, 'query'>) => ({
  /** When this returns, no step that adds risk begins against the control. Setting it twice changes nothing. */
  async set({ scope, key, state, reason, setBy }: Control): Promise<void> {
    await database.query({ name: 'set_control', text: SET, values: [scope, key, state, reason, setBy] });
  },

  /** As `set`, where the row is neither `shutdown` nor `killed`; false = it is, and nothing was changed. */
  async setUnlessShutDown({ scope, key, state, reason, setBy }: Control): Promise<boolean> {
    const rows = await database.query({
      name: 'set_control_unless_shut_down',
      text: SET_UNLESS_SHUT_DOWN,
      values: [scope, key, state, reason, setBy],
    });
    return rows.length > 0;
  },

  /** Everything that is not `running`, oldest first. */
  async inForce(): Promise<Control[]> {
    const rows = await database.query({ name: 'controls_in_force', text: IN_FORCE, values: [] });
    return rows.map((row) => {
      const { set_by: setBy, ...control } = controlRow.parse(row);
      return { ...control, setBy };
    });
  },
});

export type Controls = ReturnType<typeof createControls>;
