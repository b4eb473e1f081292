import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentLayers, NAMED_VARIABLES } from './environment';

describe('environment', () => {
  it('has every named variable in .env.example, and no other', () => {
    const example = readFileSync(join(__dirname, '..', '.env.example'), 'utf8');
    const documented = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
    expect(documented.toSorted()).toEqual(Object.keys(NAMED_VARIABLES).toSorted());
  });

  it('reads HOLDFAST__ variables as paths and keeps the digits of a decimal', () => {
    expect(environmentLayers({ HOLDFAST__STRATEGIES__SPREAD__MIN_NET_BPS: '5.50', PATH: '/bin' })).toEqual([
      {
        source: 'environment HOLDFAST__STRATEGIES__SPREAD__MIN_NET_BPS',
        values: { strategies: { spread: { minNetBps: '5.50' } } },
      },
    ]);
  });
});
