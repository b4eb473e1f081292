export { dailySummary } from './dailySummary.workflow';
export { emergencyShutdown } from './emergencyShutdown.workflow';
export { trade } from './trade.workflow';
