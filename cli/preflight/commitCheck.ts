import type { Config } from '../../config/schema';
import type { CommitSafety } from '../../storage/commitSafety';
import type { Check } from './check';

/** Whether what is committed survives the loss of the database's machine: `live` needs it, other modes are told. */
export function commitCheck({ standbyNames, fsync }: CommitSafety, mode: Config['mode']): Check {
  const named = { group: 'dependency', name: 'postgres commits' } as const;
  const remedy =
    'set fsync = on and name a synchronous standby in synchronous_standby_names (docs/runbook.md, *Before live*)';
  const disk = fsync ? 'on disk' : 'NOT on disk (fsync is off)';
  if (fsync && standbyNames !== '')
    return { ...named, state: 'pass', found: `on disk here and at ${standbyNames}` };
  const found = standbyNames === '' ? `${disk}, at no standby` : `${disk}, at ${standbyNames}`;
  if (mode === 'live') return { ...named, state: 'fail', found, remedy, why: 'unfit' };
  return { ...named, state: 'off', found: `${found}; only live needs one` };
}
