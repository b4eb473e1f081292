import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { holdfast } from './holdfastCommand';

/** The summary as the issue asks for it; more may stand in it. */
const count = z.int().nonnegative();
const summarySchema = z.object({
  trades: z.object({ completed: count, denied: count, aborted: count, unwound: count, needsOperator: count }),
  orders: z.object({ sent: count, duplicates: count }),
  orphans: z.object({ count, maxMs: z.number() }),
  ledger: z.object({ differences: count }),
  latencyMs: z.object({ tickToOrders: z.object({ p50: z.number(), p99: z.number() }) }),
  pnlUsd: z.string().regex(/^-?\d+(\.\d+)?$/),
});

/** Setting up may build or fetch a service once. */
jest.setTimeout(300_000);

describe('./holdfast demo', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('trades for 20 s, ends by itself, and every promise holds by the venues own record', async () => {
    const { exitCode, stdout, stderr } = await holdfast(['demo', '--for', '20s', '--json'], { home });

    const summary = summarySchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
    expect(exitCode).toBe(0);
    expect(summary.trades.completed).toBeGreaterThan(0);
    expect(summary.orders.sent).toBeGreaterThanOrEqual(2 * summary.trades.completed);
    expect(summary.trades.needsOperator).toBe(0);
    expect(summary.orders.duplicates).toBe(0);
    expect(summary.ledger.differences).toBe(0);
    expect(stderr).toMatch(/Temporal Web UI: http:\/\/127\.0\.0\.1:\d+/);
    expect(stderr).toMatch(/temporal stopped/);
  });
});
