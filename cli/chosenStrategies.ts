import type { Config } from '../config/schema';
import type { Variables } from './ownProcesses';
import { UserError } from './userError';

/**
 * Variables that switch every strategy off which `--strategy` does not name, by name or kind; none where nothing is named.
 * @throws UserError for a name that no strategy has
 */
export function chosenStrategies(strategies: Config['strategies'], named: readonly string[]): Variables {
  if (named.length === 0) return {};
  const all = Object.entries(strategies);
  const unknown = named.find((wanted) => !all.some(([name, { kind }]) => wanted === name || wanted === kind));
  if (unknown !== undefined)
    throw new UserError({
      problem: `There is no strategy or kind "${unknown}"`,
      remedy: `Choose among ${[...new Set(all.flatMap(([name, { kind }]) => [name, kind]))].join(', ')}`,
    });
  return Object.fromEntries(
    all.map(([name, { kind }]) => [
      `HOLDFAST__STRATEGIES__${name.toUpperCase()}__ENABLED`,
      String(named.includes(name) || named.includes(kind)),
    ]),
  );
}
