import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../runtime/projectRoot';

jest.setTimeout(60_000);

const TARGET = `dist.production-test-${process.pid}`;
const folder = join(projectRoot(), TARGET);

/** Every built file of ours, path → text; inline source maps left out. */
function builtFiles(root: string): Map<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.js'),
  );
  return new Map(
    paths.map((path) => [
      path,
      readFileSync(join(root, path), 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, ''),
    ]),
  );
}

describe('a production build', () => {
  let files: Map<string, string>;
  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/build.mjs', '--production', '--target', TARGET], {
      cwd: projectRoot(),
    });
    files = builtFiles(folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('announces no fault point and knows no socket to announce it to', () => {
    for (const [path, text] of files) {
      if (/^(cli\/chaos|bench)\//.test(path)) continue; // they speak of it and are no part of a running trader
      expect([path, /\.faultPoint\(/.test(text)]).toEqual([path, false]);
      expect([path, /HOLDFAST_(GUARD_)?FAULT_SOCKET/.test(text)]).toEqual([path, false]);
    }
    expect(files.get('workers/faultPoints.js')).not.toContain('node:net');
  });

  it('says so, which keeps chaos from running on it', () => {
    expect(files.get('workers/faultPoints.js')).toContain('HAS_FAULT_POINTS = false');
  });

  it('differs from the usual build, which announces every point of the list', () => {
    const usual = builtFiles(join(projectRoot(), 'dist'));
    const points = (build: Map<string, string>) =>
      [...build].flatMap(([path, text]) => (/\.faultPoint\(/.test(text) ? [path] : [])).sort();
    expect(points(usual)).toEqual(
      expect.arrayContaining([
        'execution/sendIntents.js',
        'execution/settleTrade.js',
        'execution/stepRunner.js',
      ]),
    );
    expect(points(files)).toEqual([]);
    expect(usual.size).toBe(files.size);
  });
});
