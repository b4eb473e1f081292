import { z } from 'zod';
import { liftCommand } from './controlText';

/** What a driver of the shutdown has stored; a boundary, since it may be of another version. */
const shutdownReport = z.object({
  reason: z.string(),
  cancelledOrders: z.number(),
  signalledTrades: z.number(),
  notFlat: z.array(z.string()),
  openOrders: z.number(),
  snapshotId: z.string(),
  drivenBy: z.string().optional(),
});

/** The report of an emergency shutdown for people: what was done, what is left, and how trading is resumed. */
export function shutdownText(report: unknown): string {
  const { reason, cancelledOrders, signalledTrades, notFlat, openOrders, snapshotId, drivenBy } =
    shutdownReport.parse(report);
  return [
    `Shut down: ${reason}`,
    `  orders    ${cancelledOrders} cancelled, ${openOrders} still open at the venues`,
    `  trades    ${signalledTrades} told, ${notFlat.length} not flat`,
    ...notFlat.map((tradeId) => `            ${tradeId}`),
    `  snapshot  ${snapshotId}`,
    ...(drivenBy === undefined || drivenBy === 'workflow'
      ? []
      : [`  done by   ${drivenBy}, without Temporal`]),
    notFlat.length + openOrders === 0
      ? 'Nothing is left to do.'
      : 'SOMETHING IS LEFT: docs/runbook.md tells what to do with each.',
    `No new trade opens until: ${liftCommand({ scope: 'global', key: '' })}`,
  ].join('\n');
}
