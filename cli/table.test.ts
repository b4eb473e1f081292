import { tableText } from './table';

const columns = [{ title: 'trade' }, { title: 'pnl', align: 'right' as const }];

describe('tableText', () => {
  it('aligns columns without lines or colours when it is not a terminal', () => {
    expect(
      tableText(
        columns,
        [
          ['a', '12.50'],
          ['longer', '-1'],
        ],
        false,
      ),
    ).toBe(['trade     pnl', 'a       12.50', 'longer     -1'].join('\n'));
  });

  it('shows the titles alone when there are no rows', () => {
    expect(tableText(columns, [], false)).toBe('trade  pnl');
  });

  it('rules the table on a terminal', () => {
    expect(tableText(columns, [['a', '1']], true)).toContain('│');
  });
});
