import { createCutJudge } from '../../simulator/judgeCut';
import type { JudgeRecord, TimedRecord } from '../../simulator/judgeLog';
import { readLedgerCut } from '../../storage/cutReports';
import { readInstallationId } from '../../storage/installation';
import type { FakeVenue } from './fakeVenue';
import type { TradingDesk } from './tradingDesk';

const OPENING = [
  { asset: 'BTC', amount: '2' },
  { asset: 'USDT', amount: '100000' },
];

/** What the judge of chaos says of this desk, by what its venues did and by one snapshot of its books. */
export async function judgedFindings(desk: TradingDesk): Promise<string[]> {
  const judge = createCutJudge(await readInstallationId(desk.database));
  const log = [...recordsOf(desk.buyVenue), ...recordsOf(desk.sellVenue)];
  const books = await readLedgerCut(desk.database, { mode: 'simulator', sinceMs: 0 });
  const { findings } = judge.judge(log, books, []);
  return [...findings.map(({ kind, text }) => `${kind}: ${text}`), ...books.leftOver];
}

/** The venue's deeds as its judge log would hold them. */
function recordsOf({ gateway: { venue }, accepted, executions }: FakeVenue): TimedRecord[] {
  const inVenue = { venue, accountId: 'main', timeMs: 0, symbol: 'BTCUSDT' };
  const openings = OPENING.map((one): JudgeRecord => ({ kind: 'opening', ...inVenue, ...one }));
  const orders = accepted.map(({ clientOrderId, side, qty, limitPrice }): JudgeRecord => ({
    kind: 'accepted',
    ...inVenue,
    orderId: clientOrderId,
    clientOrderId,
    side,
    type: 'limit',
    timeInForce: 'IOC',
    price: limitPrice ?? '0',
    qty,
  }));
  const fills = executions.map(
    ({ clientOrderId, venueTradeId, side, price, qty, fee, feeAsset }): JudgeRecord => ({
      kind: 'filled',
      ...inVenue,
      orderId: clientOrderId,
      clientOrderId,
      tradeId: Number(venueTradeId),
      side,
      price,
      qty,
      quote: String(Number(price) * Number(qty)),
      base: 'BTC',
      quoteAsset: 'USDT',
      fee,
      feeAsset,
      liquidity: 'taker',
    }),
  );
  return [...openings, ...orders, ...fills].map((record) => ({ record, atMs: 0 }));
}
