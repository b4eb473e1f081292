import type { ShutdownReport } from '../domain/lifecycle/emergencyShutdown';
import { liftCommand } from './controlText';

/** The report of an emergency shutdown for people: what was done, what is left, and how trading is resumed. */
export function shutdownText(report: ShutdownReport): string {
  const { reason, cancelledOrders, signalledTrades, notFlat, openOrders, snapshotId, drivenBy } = report;
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
