import type { Config } from '../../config/schema';
import type { Mode } from '../../domain/mode';
import { BREAKER_NAMES, BREAKERS, type BreakerName } from '../../domain/risk/breakerNames';
import type { RiskStop } from '../../domain/risk/riskState';
import type { BreakerLine } from '../../storage/breakerReports';
import type { RiskStateLine } from '../../storage/riskReplies';
import { tableText } from '../table';

export interface BreakerOverview {
  readonly mode: Mode;
  readonly riskStates: readonly RiskStateLine[];
  readonly breakers: readonly BreakerLine[];
  /** Target and alert of the drawdown as configured. */
  readonly drawdown: Pick<
    Config['breakers']['drawdown'],
    'targetUsd' | 'targetFraction' | 'alertUsd' | 'alertFraction'
  >;
  readonly nowMs: number;
}

const COLUMNS = [
  { title: 'breaker' },
  { title: 'of' },
  { title: 'state' },
  { title: 'value', align: 'right' as const },
  { title: 'trips at', align: 'right' as const },
  { title: '' },
  { title: 'since' },
  { title: 'trips', align: 'right' as const },
  { title: 'stops' },
  { title: 'what it watches' },
];

/** Every breaker with its value against its threshold, what is stopped, and how to reset what is tripped. */
export function breakersText(overview: BreakerOverview, terminal: boolean): string {
  const { mode, riskStates, breakers, nowMs } = overview;
  const seen = new Set(breakers.map(({ name }) => name));
  const unseen = BREAKER_NAMES.filter((name) => !seen.has(name));
  const rows = [...breakers.map((line) => cells(line, nowMs)), ...unseen.map(unseenCells)];
  const resets = breakers.filter(({ state }) => state === 'tripped').map(resetLine);
  return [
    `Mode ${mode}. ${riskText(riskStates)}`,
    tableText(COLUMNS, rows, terminal),
    drawdownText(overview),
    ...resets,
  ].join('\n');
}

/** `holdfast breakers reset disconnected --scope bybit --by … --reason …`. */
export function resetCommand({ name, key }: Pick<BreakerLine, 'name' | 'key'>): string {
  const scope = key === '' ? '' : ` --scope ${/^[\w-]+$/.test(key) ? key : `'${key}'`}`;
  return `holdfast breakers reset ${name}${scope} --by <name> --reason "…"`;
}

/** `REDUCING venue bybit`; the global scope is called `everything`. */
export function stopText({ scope, key, state }: RiskStop | RiskStateLine): string {
  return `${state} ${scope === 'global' ? 'everything' : `${scope} ${key}`}`;
}

function riskText(states: readonly RiskStateLine[]): string {
  return states.length === 0
    ? 'Risk state ACTIVE everywhere.'
    : `Risk states: ${states.map(stopText).join('; ')}; ACTIVE elsewhere.`;
}

function cells(line: BreakerLine, nowMs: number): string[] {
  const { unit, meaning } = BREAKERS[line.name];
  return [
    line.name,
    line.key === '' ? 'everything' : line.key,
    line.state,
    line.value,
    line.threshold,
    unit,
    line.trippedAtMs === undefined ? '' : `${agoText(nowMs - line.trippedAtMs)} ago`,
    String(line.trips),
    line.state === 'tripped' ? line.stops.map(stopText).join('; ') : `(${line.action})`,
    meaning,
  ];
}

/** A breaker that has met nothing to judge yet: no venue, pair or strategy of its kind was seen. */
function unseenCells(name: BreakerName): string[] {
  const { unit, meaning } = BREAKERS[name];
  return [name, '', 'armed', '-', '-', unit, '', '0', '', meaning];
}

function resetLine(line: BreakerLine): string {
  const also =
    line.action === 'emergency-shutdown'
      ? '; the shutdown stays in force until `holdfast resume --all --reason "…"`'
      : '';
  return `Reset ${line.name} when its cause is gone: ${resetCommand(line)}${also}`;
}

function drawdownText({ drawdown }: BreakerOverview): string {
  const { targetUsd, targetFraction, alertUsd, alertFraction } = drawdown;
  return `Drawdown: target the smaller of ${targetUsd} USD and ${percent(targetFraction)} of equity, alert at the smaller of ${alertUsd} USD and ${percent(alertFraction)}.`;
}

const percent = (fraction: string): string => `${String(Number((Number(fraction) * 100).toFixed(4)))} %`;

function agoText(ms: number): string {
  if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1_000))} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
