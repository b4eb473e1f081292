import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../runtime/projectRoot';
import { HEALING_RULES } from './healingRules';

describe('HEALING_RULES', () => {
  it('are what the runbook tells an operator, incident by incident', () => {
    const runbook = readFileSync(join(projectRoot(), 'docs', 'runbook.md'), 'utf8');
    const section = runbook.split('## Reconciliation')[1]?.split('\n## ')[0] ?? '';
    const kinds = Object.values(HEALING_RULES).flatMap(({ incident }) => incident?.kind ?? []);

    expect(kinds.filter((kind) => !section.includes(`\`${kind}\``))).toEqual([]);
  });

  it('stop the venue wherever the account is not what the books say, and for nothing that is healed', () => {
    const stopping = Object.entries(HEALING_RULES).flatMap(([kind, { stopsVenue }]) =>
      stopsVenue ? [kind] : [],
    );

    expect(stopping.sort()).toEqual([
      'balance',
      'fillDiffers',
      'fillNotAtVenue',
      'ledgerFault',
      'unknownFill',
    ]);
  });
});
