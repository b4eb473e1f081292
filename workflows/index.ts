export { trade } from './trade.workflow';
