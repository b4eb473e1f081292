import { join } from 'node:path';
import { loadConfig } from '../config/load';
import { projectRoot } from '../runtime/projectRoot';
import { chosenStrategies } from './chosenStrategies';

const { strategies } = loadConfig({
  root: projectRoot(),
  userFile: join(projectRoot(), 'absent.yaml'),
  environment: {},
}).config;

describe('chosenStrategies', () => {
  it('changes nothing when nothing is named', () => {
    expect(chosenStrategies(strategies, [])).toEqual({});
  });

  it('knows a strategy by name and by kind', () => {
    expect(chosenStrategies(strategies, ['spread'])).toEqual({
      HOLDFAST__STRATEGIES__SPREAD__ENABLED: 'true',
    });
    expect(chosenStrategies(strategies, ['arbitrage'])).toEqual({
      HOLDFAST__STRATEGIES__SPREAD__ENABLED: 'true',
    });
  });

  it('refuses a name that no strategy has', () => {
    expect(() => chosenStrategies(strategies, ['spred'])).toThrow(/"spred".*Choose among spread, arbitrage/);
  });
});
