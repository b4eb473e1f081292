export { dailySummary } from './dailySummary.workflow';
export { durabilityProbe } from './durabilityProbe.workflow';
export { emergencyShutdown } from './emergencyShutdown.workflow';
export { reconciliation } from './reconciliation.workflow';
export { trade } from './trade.workflow';
