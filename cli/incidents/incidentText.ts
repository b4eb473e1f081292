import type { Incident, IncidentEvent } from '../../domain/incident';
import { leftColumns, tableText } from '../table';

const COLUMNS = leftColumns(['id', 'opened (UTC)', 'severity', 'kind', 'about', 'seen', 'state']);

/** Incidents as a table, one line each. */
export function incidentsTable(incidents: readonly Incident[], terminal: boolean): string {
  const rows = incidents.map((incident) => [
    String(incident.id),
    timeText(incident.openedAtMs),
    incident.severity,
    incident.kind,
    aboutText(incident),
    timesText(incident.occurrences),
    stateText(incident),
  ]);
  return tableText(COLUMNS, rows, terminal);
}

/** One incident whole: what it is about, who has it, how it ended, its time line. */
export function incidentText(
  incident: Incident,
  events: readonly IncidentEvent[],
  terminal: boolean,
): string {
  const { state } = incident;
  return [
    `Incident ${incident.id}: ${incident.severity} ${incident.kind}, ${stateText(incident)}`,
    `about   ${aboutText(incident)}`,
    `seen    ${timesText(incident.occurrences)} by ${incident.seenBy}, last ${timeText(incident.lastSeenAtMs)}`,
    `owner   ${incident.owner ?? 'nobody yet'}`,
    ...(state.kind === 'closed'
      ? [`cause   ${state.cause ?? 'not recorded'}`, `end     ${state.resolution}`]
      : []),
    '',
    'Time line',
    eventsTable(events, terminal),
  ].join('\n');
}

function eventsTable(events: readonly IncidentEvent[], terminal: boolean): string {
  const rows = events.map((event) => [
    timeText(event.atMs),
    event.kind,
    event.who,
    event.note,
    detailsText(event.details),
  ]);
  return tableText(leftColumns(['time (UTC)', 'event', 'who', 'note', 'details']), rows, terminal);
}

/** `2026-11-25 04:00:48.123`, in UTC. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** `key=value` of each figure; what is no text or number is shown as JSON. */
export function detailsText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

/** The trade, the venue, or both. */
export function aboutText({ tradeId, venue }: Pick<Incident, 'tradeId' | 'venue'>): string {
  const parts = [
    ...(tradeId === undefined ? [] : [`trade ${tradeId}`]),
    ...(venue === undefined ? [] : [`venue ${venue}`]),
  ];
  return parts.length === 0 ? '-' : parts.join(', ');
}

function stateText({ state, owner }: Incident): string {
  switch (state.kind) {
    case 'open':
      return 'open';
    case 'acknowledged':
      return `acknowledged by ${owner ?? state.by}`;
    case 'closed':
      return `closed by ${state.by}`;
  }
}

const timesText = (occurrences: number): string => (occurrences === 1 ? 'once' : `${occurrences} times`);
