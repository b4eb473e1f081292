import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryVenue, newOrder } from '../tests/simulator/memoryVenue';
import { JudgeLogDamagedError, openJudgeLog, parseJudgeLog, type JudgeRecord } from './judgeLog';

/** Batches as a venue writes them: both openings, a resting order, a trade between two accounts, a cancel. */
function realBatches(): JudgeRecord[][] {
  const venue = memoryVenue();
  const batches: JudgeRecord[][] = [venue.records.slice(0, 2), venue.records.slice(2)];
  const cut = (): void => {
    batches.push(venue.records.slice(batches.flat().length));
  };
  const resting = newOrder({ side: 'sell', timeInForce: 'GTC', qty: '0.030' });
  venue.core.submit('bob', resting);
  cut();
  venue.core.submit('ann', newOrder());
  cut();
  venue.core.cancel('bob', { symbol: 'BTCUSDT', clientOrderId: resting.clientOrderId });
  cut();
  return batches;
}

describe('judge log', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-judge-'));
    path = join(folder, 'log.jsonl');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(batches: readonly JudgeRecord[][]): void {
    const { log } = openJudgeLog({ path, sync: 'disk' });
    for (const batch of batches) log.append(batch);
    log.close();
  }

  it('gives back what was appended, over several openings', () => {
    const [first, ...others] = realBatches();
    write(first ? [first] : []);
    write(others);
    const { records, log } = openJudgeLog({ path, sync: 'kernel' });
    log.close();
    expect(records).toEqual([...(first ?? []), ...others.flat()]);
  });

  it('cut at any byte, holds whole batches alone and a venue starts from it with every fill beside its counterpart', () => {
    const batches = realBatches();
    write(batches);
    const whole = readFileSync(path);
    const ends = batches.map((_, index) => batches.slice(0, index + 1).flat().length);
    for (let bytes = 0; bytes <= whole.length; bytes++) {
      const records = parseJudgeLog(whole.subarray(0, bytes).toString('utf8'));
      expect([0, ...ends]).toContain(records.length);
      expect(records).toEqual(batches.flat().slice(0, records.length));
      const { core } = memoryVenue({}, records);
      const usdt = core.accountIds.flatMap((id) => core.balances(id)).filter(({ asset }) => asset === 'USDT');
      const sum = usdt.reduce((total, { free, locked }) => total + Number(free) + Number(locked), 0);
      // 10 USDT change hands; only the maker's fee of 5 bps leaves.
      expect(sum).toBeCloseTo(records.some(({ kind }) => kind === 'filled') ? 199_999.995 : 200_000, 9);
    }
  });

  it('cuts a torn end off before it goes on writing', () => {
    const [first = [], second = []] = realBatches();
    write([first]);
    const complete = readFileSync(path);
    writeFileSync(path, Buffer.concat([complete, Buffer.from('{"kind":"fil')]));
    write([second]);
    expect(parseJudgeLog(readFileSync(path, 'utf8'))).toEqual([...first, ...second]);
  });

  it('refuses a line in mid-file that cannot be read', () => {
    write(realBatches());
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[1] = '{"kind":"opening"}';
    writeFileSync(path, lines.join('\n'));
    expect(() => openJudgeLog({ path, sync: 'kernel' })).toThrow(JudgeLogDamagedError);
  });
});
