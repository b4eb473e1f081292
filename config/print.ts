import type { LoadedConfig } from './load';
import { withoutPassword } from './secretPaths';
import { Secret } from './secret';

/** One value of the resolved configuration, as text, and where it came from. */
export interface PrintedValue {
  readonly key: string;
  readonly value: string;
  readonly source: string;
}

/** Every value with its source, secrets masked, in the order of the schema. */
export function printedConfig({ config, sources }: LoadedConfig): PrintedValue[] {
  return leaves(config, '').map(({ key, value }) => ({ key, value, source: sources.get(key) ?? 'default' }));
}

function leaves(value: unknown, key: string): { key: string; value: string }[] {
  if (value instanceof Secret) return [{ key, value: value.isEmpty ? '' : String(value) }];
  if (Array.isArray(value) || typeof value !== 'object' || value === null)
    return [{ key, value: typeof value === 'string' ? withoutPassword(value) : JSON.stringify(value) }];
  return Object.entries(value).flatMap(([name, each]) => leaves(each, key === '' ? name : `${key}.${name}`));
}
