import CliTable from 'cli-table3';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Columns of text, all aligned to the left. */
export const leftColumns = (titles: readonly string[]): Column[] => titles.map((title) => ({ title }));

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** The rows as text: ruled on a terminal, aligned columns without lines or colours elsewhere. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminal: boolean,
): string {
  const table = new CliTable({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => column.align ?? 'left'),
    style: terminal
      ? { head: ['bold'], border: ['gray'], compact: true }
      : { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    ...(terminal ? {} : { chars: NO_LINES }),
  });
  table.push(...rows.map((row) => [...row]));
  return terminal
    ? table.toString()
    : table
        .toString()
        .split('\n')
        .map((line) => line.trimEnd())
        .filter((line) => line !== '')
        .join('\n');
}
