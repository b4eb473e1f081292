import { live } from '../../tests/lifecycle/scriptedRuntime';
import { tradePlan } from '../../tests/lifecycle/tradePlans';
import { openingTransitions } from './opening';

describe('openingTransitions', () => {
  it('are those that the lifecycle hands to its opening step', async () => {
    const plan = tradePlan();
    const { transitions } = await live({});

    expect(openingTransitions(plan, plan.detectedAtMs)).toEqual([transitions[0]]);
    expect(transitions[0]?.to).toBe('validating');
    expect(transitions[1]?.to).toBe('opening');
  });
});
