import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BREAKER_NAMES, breakerCode } from './risk/breakerNames';
import { REFUSALS, refusalTable } from './refusals';

const ROOT = join(__dirname, '..');
const FOLDERS = ['activities', 'domain', 'execution', 'storage', 'streams', 'workers', 'workflows', 'guard'];
/** How sources name a code: as a field or argument of a denial in TypeScript, as an argument of a function in SQL. */
const NAMED = /(?:\bcode: |\bcode = |denied\(|refuse\(|denial\()'([A-Z]+(?:_[A-Z]+)+)'/g;
/** Put together by the stored functions from a state or a breaker's name. */
const BUILT = ['CONTROL_KILLED', 'CONTROL_SHUTDOWN', ...BREAKER_NAMES.map(breakerCode)];

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.ts$/.test(entry.name) ? [readFileSync(join(ROOT, path), 'utf8')] : [];
  });
}

describe('the list of refusals', () => {
  const there = readdirSync(ROOT);
  const text = FOLDERS.filter((folder) => there.includes(folder))
    .flatMap(sources)
    .join('\n');
  const named = new Set([...text.matchAll(NAMED)].flatMap(([, code]) => code ?? []));

  it('explains every code that a source names', () => {
    expect([...named].filter((code) => !REFUSALS.has(code))).toEqual([]);
    expect(named.size).toBeGreaterThan(25);
  });

  it('explains no code that nobody uses', () => {
    const used = new Set([...named, ...BUILT]);
    expect([...REFUSALS.keys()].filter((code) => !used.has(code))).toEqual([]);
  });

  it('stands in docs/refusals.md as it is here: run node scripts/refusals.mjs after a build', () => {
    expect(readFileSync(join(ROOT, 'docs', 'refusals.md'), 'utf8')).toContain(refusalTable());
  });
});
