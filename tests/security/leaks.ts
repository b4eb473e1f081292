import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A secret under the name by which a failed test may call it. */
export type Canaries = ReadonlyMap<string, string>;

/** Names of the canaries that stand in this text, as they are, or as base64 carries them at any offset. */
export function canariesIn(text: string, canaries: Canaries): string[] {
  return [...canaries]
    .filter(([, value]) => formsOf(value).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** `file: canary` for every canary in any file below `folder`, except in files of these names, which are where secrets belong. */
export async function canariesInFiles(
  folder: string,
  canaries: Canaries,
  stores: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    if (!entry.isFile() || stores.has(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    for (const name of await inFile(file, canaries)) found.push(`${file}: ${name}`);
  }
  return found;
}

/** Longest form of a canary that may lie across two chunks. */
const OVERLAP = 512;

async function inFile(file: string, canaries: Canaries): Promise<Set<string>> {
  const found = new Set<string>();
  let tail = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 4_000_000 })) {
      const text = tail + String(chunk);
      for (const name of canariesIn(text, canaries)) found.add(name);
      tail = text.slice(-OVERLAP);
    }
  } catch {
    // a database's own file that went away meanwhile
  }
  return found;
}

/** Base64 shifts with the offset: the inner characters of all three offsets, whose neighbours do not change them. */
function formsOf(value: string): string[] {
  const shifted = [0, 1, 2].map((offset) =>
    Buffer.from('\0'.repeat(offset) + value)
      .toString('base64')
      .slice(4, -4),
  );
  return [value, encodeURIComponent(value), ...shifted];
}
