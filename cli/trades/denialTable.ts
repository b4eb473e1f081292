import { denialText } from '../../domain/opportunity';
import { REFUSALS } from '../../domain/refusals';
import type { DenialCount } from '../../storage/denialCounts';
import { tableText } from '../table';

const COLUMNS = [
  { title: 'code' },
  { title: 'openings', align: 'right' as const },
  { title: 'candidates', align: 'right' as const },
  { title: 'why' },
  { title: 'what to do' },
  { title: 'latest' },
];

/** Refusals by code with their explanation; a code of another version has none. */
export function denialsText(counts: readonly DenialCount[], terminal: boolean): string {
  const rows = counts.map(({ code, openings, candidates, lastFigures }) => {
    const refusal = REFUSALS.get(code);
    const latest = denialText({ code, figures: lastFigures }).slice(code.length + 1);
    return [
      code,
      String(openings),
      String(candidates),
      refusal?.why ?? 'not known to this version',
      refusal?.remedy ?? '',
      shortened(latest),
    ];
  });
  return tableText(COLUMNS, rows, terminal);
}

const LONGEST = 90;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
