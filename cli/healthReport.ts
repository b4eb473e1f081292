import { EXIT, type ExitCode } from './exitCodes';
import { tableText } from './table';

/** One process or dependency as it was found just now. */
export type PartHealth =
  | { readonly part: string; readonly kind: 'up'; readonly detail: string }
  | { readonly part: string; readonly kind: 'down'; readonly detail: string; readonly remedy: string }
  /** Works, but something wants a look. */
  | { readonly part: string; readonly kind: 'warning'; readonly detail: string; readonly remedy: string };

/** A process leaves a heartbeat each 5 s; two missed ones are a stop, not a hiccup. */
const HEARTBEAT_STALE_MS = 12_000;

/** What a process's last heartbeat says; `undefined` = there never was one. */
export function heartbeatHealth(process: string, ageMs: number | undefined): PartHealth {
  const remedy = 'look into its log file in the data folder; the supervisor restarts it';
  if (ageMs === undefined) return { part: process, kind: 'down', detail: 'never left a heartbeat', remedy };
  const detail = `last heartbeat ${(ageMs / 1_000).toFixed(1)} s ago`;
  return ageMs > HEARTBEAT_STALE_MS
    ? { part: process, kind: 'down', detail, remedy }
    : { part: process, kind: 'up', detail };
}

/** The table that `health` prints. */
export function healthText(parts: readonly PartHealth[], terminal: boolean): string {
  const rows = parts.map((part) => [
    part.part,
    part.kind,
    part.detail,
    part.kind === 'up' ? '' : part.remedy,
  ]);
  const columns = ['part', 'state', 'detail', 'what to do'].map((title) => ({ title }));
  return tableText(columns, rows, terminal);
}

/** 3 where something needed is down. */
export function healthExitCode(parts: readonly PartHealth[]): ExitCode {
  return parts.some((part) => part.kind === 'down') ? EXIT.notRunning : EXIT.ok;
}
