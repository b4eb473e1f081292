import type { PartHealth } from '../healthReport';
import type { Check, CheckGroup } from './check';

/** What `health` says of a part, as a check. */
export function partCheck(group: CheckGroup, health: PartHealth): Check {
  const named = { group, name: health.part, found: health.detail };
  switch (health.kind) {
    case 'up':
      return { ...named, state: 'pass' };
    case 'warning':
      return { ...named, state: 'warn', remedy: health.remedy };
    case 'down':
      return { ...named, state: 'fail', remedy: health.remedy, why: 'unreachable' };
  }
}
