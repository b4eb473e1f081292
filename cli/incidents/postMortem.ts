import type { Incident, IncidentEvent } from '../../domain/incident';
import type { Snapshot } from '../../storage/snapshots';
import { aboutText, detailsText, timeText } from './incidentText';

export interface PostMortemFacts {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
  /** The newest state snapshot; `undefined` where none was ever saved. */
  readonly snapshot: Snapshot | undefined;
}

const TO_WRITE = '_to be written_';

/** The post-mortem of a critical incident as Markdown: what the records know is filled in, what only people know is left to write. */
export function postMortemText({ incident, events, snapshot }: PostMortemFacts): string {
  return [
    `# Post-mortem: incident ${incident.id}, ${incident.kind}`,
    summaryOf(incident),
    section('Impact', `${TO_WRITE}: money, positions, missed trades`),
    section('Time line (UTC)', events.map(eventLine).join('\n')),
    section('State', snapshot === undefined ? 'No state snapshot was saved.' : stateOf(snapshot, incident)),
    section('Cause', causeOf(incident)),
    section(
      'Resolution',
      incident.state.kind === 'closed' ? incident.state.resolution : 'The incident is not closed.',
    ),
    section('What went well, what went badly', TO_WRITE),
    section('Actions', `| action | owner | due |\n|---|---|---|\n| ${TO_WRITE} | | |`),
  ].join('\n\n');
}

const section = (title: string, body: string): string => `## ${title}\n${body}`;

function summaryOf(incident: Incident): string {
  const { state } = incident;
  return [
    '| | |',
    '|---|---|',
    `| severity | ${incident.severity} |`,
    `| about | ${aboutText(incident)} |`,
    `| seen by | ${incident.seenBy}, ${incident.occurrences} × |`,
    `| first, last | ${timeText(incident.openedAtMs)}, ${timeText(incident.lastSeenAtMs)} |`,
    `| owner | ${incident.owner ?? 'nobody yet'} |`,
    `| closed | ${state.kind === 'closed' ? `${timeText(state.atMs)} by ${state.by}` : 'not yet'} |`,
  ].join('\n');
}

function eventLine({ atMs, kind, who, note, details }: IncidentEvent): string {
  return `- ${timeText(atMs)} ${kind} by ${who}: ${[note, detailsText(details)].filter((part) => part !== '').join(' ')}`;
}

function causeOf({ state }: Incident): string {
  return state.kind === 'closed' && state.cause !== undefined ? state.cause : TO_WRITE;
}

function stateOf(snapshot: Snapshot, incident: Incident): string {
  const place = snapshot.atMs < incident.openedAtMs ? 'before' : 'after';
  return [
    `Snapshot ${snapshot.id} of ${timeText(snapshot.atMs)}, ${place} the incident opened: ${snapshot.reason}`,
    '',
    `Open trades: ${snapshot.openTrades.length}`,
    ...snapshot.openTrades.map(({ tradeId, state }) => `- ${tradeId} ${state}`),
    '',
    `Open orders: ${snapshot.openOrders.length}`,
    ...snapshot.openOrders.map(
      (order) =>
        `- ${order.venue} ${order.clientOrderId} ${order.state}, ${order.filledQty} of ${order.qty} filled`,
    ),
    '',
    '| mode | venue | asset | balance | reserved |',
    '|---|---|---|---|---|',
    ...snapshot.balances.map(
      ({ mode, venue, asset, balance, reserved }) =>
        `| ${mode} | ${venue} | ${asset} | ${balance} | ${reserved} |`,
    ),
  ].join('\n');
}
